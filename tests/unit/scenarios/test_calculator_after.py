"""The calculator's money and effectiveness, against figures worked out by hand."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from deploy.scenarios.calculator.books import Afterwards, Application, Books, Job
from deploy.scenarios.calculator.progress import effectiveness, months_after
from deploy.scenarios.calculator.purse import Bound, Entry, Purse, execution, rounded

PLAN = {
    "total": "1150.00",
    "indirect_rate": "0.15",
    "sources": [{"code": "grant", "title": "g", "amount": "977.50"}, {"code": "own", "title": "o", "amount": "172.50"}],
    "tasks": [
        {
            "code": "1",
            "title": "a",
            "kind": "direct",
            "lines": [
                {"code": "1.1", "title": "b", "amount": "600.00"},
                {"code": "1.2", "title": "c", "amount": "400.00"},
            ],
        },
        {"code": "2", "title": "d", "kind": "indirect", "lines": [{"code": "2.1", "title": "e", "amount": "150.00"}]},
    ],
}
MAY, JUNE, JULY = date(2023, 5, 10), date(2023, 6, 10), date(2023, 7, 10)


def purse() -> Purse:
    """100.01 in May under a contract of 300, paid in June; 33.33 in June; 0.07 struck out in July."""
    return Purse(
        plans=[(date(2023, 1, 1), PLAN)],
        entries=[
            Entry(MAY, "1.1", Decimal("100.01"), "first", "contract"),
            Entry(JUNE, "1.2", Decimal("33.33"), "second"),
            Entry(JULY, "1.2", Decimal("-0.07"), "second"),
        ],
        paid={"first": JUNE},
        bound={"contract": Bound(MAY, "1.1", Decimal("300.00"), released=JULY)},
    )


def amounts(line: dict[str, str]) -> tuple[str, ...]:
    return tuple(line[key] for key in ("planned", "committed", "incurred", "paid", "left"))


def test_a_contract_binds_what_is_not_spent_until_it_is_released():
    lines = [execution(purse(), on)["tasks"][0]["lines"][0] for on in (MAY, JUNE, JULY)]
    assert [amounts(line) for line in lines] == [
        ("600.00", "199.99", "100.01", "0.00", "300.00"),
        ("600.00", "199.99", "100.01", "100.01", "300.00"),
        ("600.00", "0.00", "100.01", "100.01", "499.99"),
    ]


def test_sources_and_indirect_costs_are_of_the_whole_and_half_up():
    found = execution(purse(), JULY)  # 100.01 + 33.33 - 0.07 = 133.27; 85 % is 113.2795, 15 % is 19.9905
    assert [(one["code"], one["incurred"]) for one in found["sources"]] == [("grant", "113.28"), ("own", "19.99")]
    assert (found["indirect"]["incurred"], found["indirect"]["paid"]) == ("19.99", "15.00")
    assert amounts(found["totals"]) == ("1150.00", "0.00", "153.26", "115.01", "996.74")


@pytest.mark.parametrize(("exact", "shown"), [("0.085", "0.09"), ("-0.085", "-0.09"), ("0.084", "0.08"), ("-0.004", "0")])
def test_half_a_grosz_goes_away_from_zero(exact, shown):
    assert rounded(Decimal(exact)) == Decimal(shown)


@pytest.mark.parametrize(
    ("day", "later"),
    [
        (date(2022, 11, 30), date(2023, 2, 28)),
        (date(2023, 11, 30), date(2024, 2, 29)),
        (date(2023, 3, 31), date(2023, 6, 30)),
    ],
)
def test_three_months_end_on_the_last_day_of_a_shorter_month(day, later):
    assert months_after(day, 3) == later


def leaver(
    name: str, *, reason: str = "path_completed", along: bool = True, labour: str = "inactive", **more: object
) -> Application:
    """Somebody who ended on 31 March 2023: the window runs to 30 June."""
    defaults: dict[str, object] = {"degree": "none", "kinds": [], "vocational": {"s"}, "after": Afterwards()}
    return Application(
        name=name,
        group="g",
        person=name,
        applied_at="2022-01-01T08:00",
        entry=0,
        priority_groups=[],
        premises=[],
        labour=labour,
        contract=date(2022, 1, 1),
        supports={"s": date(2022, 2, 1)},
        ended=date(2023, 3, 31),
        end_reason=reason,
        along_path=along,
        **{**defaults, **more},
    )


def job(
    since: date, until: date | None = None, part: str = "1/2", form: str = "employment_contract", value: str | None = None
) -> Job:
    return Job(form, since, since, until, Fraction(part), value and Decimal(value), startup_grant=False)


def shown(job: Job) -> dict[str, object]:
    return {"after": Afterwards(job=job)}


def counts(*people: Application, dimension: int, on: date = date(2023, 7, 1)) -> list[tuple[int, int, str | None, bool | None]]:
    books = Books(applications={one.name: one for one in people})
    categories = effectiveness(books, on, "all_finished")["dimensions"][dimension]["categories"]
    return [(one["numerator"], one["denominator"], one["percent"], one["met"]) for one in categories]


@pytest.mark.parametrize(
    ("job", "counted"),
    [
        (job(date(2023, 6, 30)), True),  # the last day of the window
        (job(date(2023, 7, 1)), False),
        (job(date(2023, 4, 10), date(2023, 7, 9)), True),  # three months to the day
        (job(date(2023, 4, 10), date(2023, 7, 8)), False),
        (job(date(2023, 4, 10), part="1/4"), False),
        (job(date(2023, 1, 10), date(2023, 4, 9)), True),  # begun before, held on 1 April
        (job(date(2022, 12, 1), date(2023, 3, 31)), False),  # not held on 1 April
        (job(date(2023, 4, 10), form="civil_contract", value="10470.00"), True),  # 3 × 3490
        (job(date(2023, 4, 10), form="civil_contract", value="10469.99"), False),
        (job(date(2023, 4, 10), date(2023, 4, 12), form="work_contract", value="10470.00"), True),
    ],
)
def test_a_job_counts_by_its_days_its_part_and_its_value(job, counted):
    assert counts(leaver("anna", **shown(job)), dimension=1)[0][:2] == (int(counted), 1)


def test_who_is_in_which_base():
    people = [
        leaver("completed"),
        leaver("left for a job", reason="employment", along=False),
        leaver("moved", reason="moved", along=False),
        leaver("died", reason="death"),
        leaver("removed", reason="rules_broken", along=False),
        leaver("worked before", labour="employed"),
        leaver("only social", vocational=set()),
        leaver("at school", after=Afterwards(excluded={"school_education": date(2023, 5, 1)})),
    ]
    assert counts(*people, dimension=0)[0][1] == 4  # completed, worked before, only social, at school
    assert counts(*people, dimension=1)[0][1] == 2  # completed, left for a job
    granted = Afterwards(job=Job("self_employment", MAY, MAY, None, None, None, startup_grant=True))
    assert counts(leaver("a business from a grant", after=granted), dimension=1)[0][:2] == (0, 0)


def test_the_hardest_group_has_a_threshold_of_its_own_and_all_have_none():
    good = Afterwards(effect=(1, date(2023, 6, 30)))
    people = [
        *(leaver(f"general {number}", after=good if number < 34 else Afterwards()) for number in range(100)),
        *(leaver(f"hardest {number}", degree="severe", after=good if number < 1 else Afterwards()) for number in range(3)),
    ]
    assert counts(*people, dimension=0) == [
        (35, 103, "33.98", None),
        (34, 100, "34.00", True),  # exactly the threshold
        (1, 3, "33.33", False),
    ]


def test_an_empty_base_has_no_value_and_no_verdict():
    assert counts(dimension=0) == [(0, 0, None, None)] * 3
