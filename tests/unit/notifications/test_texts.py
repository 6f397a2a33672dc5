"""The Polish words of each notification: days in Polish form, the co-financing formula, a placeholder instead of a name."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from jinja2 import UndefinedError

from services.notifications.domain.telling import Channel, Decision, Template, ways
from services.notifications.projections.known_activity import KnownActivity
from services.notifications.projections.known_project import KnownProject
from services.notifications.projections.notifications import PlannedNotification
from services.notifications.texts import TEMPLATES, Text, file_of, polish_day, text_of

PROJECT = KnownProject(
    project="gora-pomocy-3", title="Góra pomocy 3", beneficiary="Miejski Ośrodek Pomocy Społecznej w Zielonej Górze"
)
ACTIVITY = KnownActivity(activity=UUID(int=50), title="Budki dla ptaków", place="Leśniczówka Kisielin")
FORMULA = (
    "Projekt „Góra pomocy 3” jest współfinansowany ze środków Unii Europejskiej w ramach Europejskiego Funduszu Społecznego."
)
ALL = [(template, channel) for template in Template for channel in ways(template)]


def planned(template: Template, channel: Channel = Channel.LETTER, **facts: object) -> PlannedNotification:
    return PlannedNotification.model_validate(
        {
            "notification": UUID(int=1),
            "project": "gora-pomocy-3",
            "application": UUID(int=2),
            "template": template,
            "channel": channel,
            "cause": UUID(int=3),
            "happened_on": date(2023, 6, 10),
            "planned_on": date(2023, 4, 5),
            "planned_at": datetime(2023, 4, 5, 8, tzinfo=UTC),
        }
        | facts
    )


def words(template: Template, channel: Channel = Channel.LETTER, **facts: object) -> Text:
    everything = {"decision": Decision.ELIGIBLE, "answer_by": date(2023, 4, 12), "due": date(2023, 7, 8)} | facts
    return text_of(planned(template, channel, **everything), PROJECT, ACTIVITY)


@pytest.mark.parametrize(("template", "channel"), ALL)
def test_every_text_has_a_subject_the_formula_and_no_empty_place(template: Template, channel: Channel) -> None:
    subject, text = words(template, channel)

    assert subject
    assert subject in text
    assert FORMULA in text
    assert "None" not in text
    assert "\n\n\n" not in text
    assert "r.." not in text


@pytest.mark.parametrize("template", Template)
def test_every_letter_has_a_placeholder_where_the_name_belongs_and_its_day(template: Template) -> None:
    lines = words(template).text.splitlines()

    assert lines.count("«imię i nazwisko»") == 1
    assert lines[:2] == ["Miejski Ośrodek Pomocy Społecznej w Zielonej Górze", "5 kwietnia 2023 r."]


@pytest.mark.parametrize(
    ("decision", "said"),
    [
        (Decision.ELIGIBLE, "ocenione pozytywnie"),
        (Decision.NOT_ELIGIBLE, "ocenione negatywnie"),
        (Decision.RECRUITED, "przyznano Pani/Panu miejsce"),
    ],
)
def test_a_decision_says_what_was_decided_and_nothing_else(decision: Decision, said: str) -> None:
    text = words(Template.DECISION, decision=decision).text

    assert said in text
    assert sum(one in text for one in ("ocenione pozytywnie", "ocenione negatywnie", "przyznano Pani/Panu miejsce")) == 1


@pytest.mark.parametrize("channel", Channel)
def test_an_offer_names_the_last_day_to_answer(channel: Channel) -> None:
    assert "12 kwietnia 2023 r." in words(Template.RESERVE_PLACE_OFFERED, channel).text


@pytest.mark.parametrize("channel", Channel)
def test_who_leaves_is_told_until_when_data_are_due(channel: Channel) -> None:
    assert "8 lipca 2023 r." in words(Template.LEAVING_QUESTIONNAIRE, channel).text


def test_who_starts_is_told_of_the_duty_to_give_data_within_four_weeks_after_leaving() -> None:
    text = words(Template.PARTICIPATION_STARTED).text

    assert "w ciągu 4 tygodni po zakończeniu udziału" in text
    assert "ewaluacyjne" in text


def test_a_reminder_names_activity_day_and_place_when_it_is_known() -> None:
    subject, text = words(Template.SESSION_REMINDER)
    nowhere = text_of(planned(Template.SESSION_REMINDER), PROJECT, ACTIVITY.model_copy(update={"place": None})).text

    assert subject == "przypomnienie o zajęciach „Budki dla ptaków”"
    assert "10 czerwca 2023 r." in text
    assert "Miejsce: Leśniczówka Kisielin." in text
    assert "Miejsce" not in nowhere


def test_a_reminder_without_its_activity_is_an_error_and_no_letter_with_a_gap() -> None:
    with pytest.raises(UndefinedError):
        text_of(planned(Template.SESSION_REMINDER), PROJECT, None)


def test_there_is_a_file_for_everything_that_can_be_planned_and_no_other() -> None:
    files = {file_of(template, channel) for template, channel in ALL} | {"letter.txt.j2", "note.txt.j2"}

    assert set(TEMPLATES.list_templates()) == files


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2023, 4, 5), "5 kwietnia 2023 r."),
        (date(2022, 10, 31), "31 października 2022 r."),
        (date(2021, 1, 1), "1 stycznia 2021 r."),
    ],
)
def test_a_day_is_written_the_polish_way(day: date, said: str) -> None:
    assert polish_day(day) == said
