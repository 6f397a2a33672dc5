"""The pure parts of the pages of reports: periods, what changed, bars, and words of an event's fields."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest

from services.gateway.pages.form import Form
from services.gateway.pages.language import Language
from services.gateway.pages.reports.audit import _plain
from services.gateway.pages.reports.charts import BAR, Row, chart
from services.gateway.pages.reports.effectiveness import Participant
from services.gateway.pages.reports.objects import Happened, fields_of
from services.gateway.pages.reports.period import Period, period_of
from services.gateway.pages.reports.why import standing
from shared.kernel.errors import Invalid

TODAY = date(2023, 3, 10)


def asked(**days: str) -> Form:
    """`since="1 2 2023"`: as the three fields of a date."""
    parts = ("day", "month", "year")
    return Form({f"{name}.{part}": [text] for name, day in days.items() for part, text in zip(parts, day.split(), strict=True)})


def test_without_days_the_month_before_is_shown() -> None:
    assert period_of(asked(), TODAY) == Period(date(2023, 2, 1), date(2023, 2, 28), None)


def test_knowledge_of_a_day_ends_with_that_day_in_warsaw() -> None:
    """Summer time: midnight of 1 July in Warsaw is 22:00 of 30 June in UTC."""
    period = period_of(asked(since="1 6 2022", until="30 6 2022", known="30 6 2022"), TODAY)
    assert datetime.fromisoformat(str(period.asked["known_at"])) == datetime(2022, 6, 30, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "code", "field"),
    [
        ({"since": "1 2 2023"}, "period_incomplete", "until"),
        ({"until": "1 2 2023"}, "period_incomplete", "since"),
        ({"since": "2 2 2023", "until": "1 2 2023"}, "period_reversed", "until"),
        ({"since": "31 2 2023", "until": "1 3 2023"}, "not_a_day", "since"),
    ],
)
def test_a_period_that_cannot_be_is_refused_at_its_field(days: dict[str, str], code: str, field: str) -> None:
    with pytest.raises(Invalid) as no:
        period_of(asked(**days), TODAY)
    assert (no.value.code, no.value.field) == (code, field)


def test_the_address_of_a_period_asks_for_the_same_period() -> None:
    period = Period(date(2022, 6, 1), date(2022, 6, 30), date(2022, 7, 1))
    pairs = [pair.split("=") for pair in period.address.split("&")]
    assert period_of(Form({name: [value] for name, value in pairs}), TODAY) == period


def test_the_longest_bar_fills_the_width_and_others_are_in_proportion() -> None:
    drawn = chart("people", ("women", "men"), [Row("a", (6, 4), 10), Row("b", (5, 0), 5), Row("c", (None, None), None)])
    assert [[part.width for part in bar.parts] for bar in drawn.bars] == [[BAR * 0.6, BAR * 0.4], [BAR * 0.5, 0.0], [0.0, 0.0]]
    assert [part.x for part in drawn.bars[0].parts] == [0.0, BAR * 0.6]
    assert drawn.bars[2].value is None


def test_a_threshold_stands_on_the_same_scale_as_the_bar() -> None:
    drawn = chart("social", ("counted",), [Row("all", (Decimal("50"),), Decimal("50"), Decimal("25"))], whole=100)
    assert (drawn.bars[0].end, drawn.bars[0].mark) == (BAR * 0.5, BAR * 0.25)


@pytest.mark.parametrize(
    ("started", "ended", "why"),
    [
        (None, None, "not_started"),
        (date(2023, 2, 1), None, "started_later"),
        (date(2023, 1, 1), date(2023, 1, 30), "ended"),
        (date(2023, 1, 1), date(2023, 1, 31), "takes_part"),
        (date(2023, 1, 31), None, "takes_part"),
    ],
)
def test_somebody_counts_from_the_first_to_the_last_day_of_support(started: date | None, ended: date | None, why: str) -> None:
    one = Participant(participant=uuid4(), person=uuid4(), target_group="a", started_on=started, ended_on=ended)
    found = standing(one, date(2023, 1, 31))
    assert (found.why, found.counts) == (why, why == "takes_part")


def test_the_fields_of_an_event_are_said_in_words_and_ids_lead_on() -> None:
    application, at = uuid4(), datetime(2023, 1, 1, 8, tzinfo=UTC)
    said = {"project": "bridge", "application": str(application), "eligible": True, "kind": "erasure", "organisation": None}
    one = Happened(
        service="recruitment",
        event_id=uuid4(),
        event="ApplicationAssessed",
        title="Oceniono zgłoszenie",
        on=at.date(),
        recorded_at=at,
        actor=uuid4(),
        project="bridge",
        fields=said,
        sealed=(),
    )
    assert [tuple(field) for field in fields_of(one, Language.POLISH)] == [
        ("zgłoszenie", str(application), str(application)),
        ("spełnia warunki", "tak", None),
        ("rodzaj", "usunięcie danych", None),
    ]
    assert [field.name for field in fields_of(one, Language.ENGLISH)] == ["application", "eligible", "kind"]


@pytest.mark.parametrize(("cell", "written"), [("=1+1", "'=1+1"), ("@x", "'@x"), ("tak", "tak"), ("", "")])
def test_no_cell_of_the_export_is_taken_for_a_formula(cell: str, written: str) -> None:
    assert _plain(cell) == written
