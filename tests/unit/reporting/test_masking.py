"""Masking: no group under five can be read off a report, nor worked out from the numbers beside it."""

import re
from datetime import UTC, date, datetime

import pytest

from services.reporting.masking import masked
from services.reporting.printing import as_csv, as_text
from services.reporting.report import (
    Category,
    Certified,
    Counted,
    Dimension,
    Effectiveness,
    Families,
    GroupCounted,
    People,
    PeriodicReport,
    Rule,
    Support,
    Took,
)

PLENTY = Counted(persons=20, women=12, men=8)
HIDDEN = (None, None, None)


def group(code: str, women: int, men: int) -> GroupCounted:
    return GroupCounted(target_group=code, title=code, persons=women + men, women=women, men=men)


def support(service_class: str | None, participants: int) -> Support:
    return Support(service_class=service_class, sessions=2, attendances=30, participants=participants, hours="45.00")


def took(participants: int) -> Took:
    return Took(
        on=date(2023, 6, 10),
        title="Budki dla ptaków",
        participants=participants,
        families_adults=1,
        families_children=3,
        hours="5.00",
        person_hours="15.00",
    )


def category(name: str, numerator: int, denominator: int) -> Category:
    return Category(category=name, numerator=numerator, denominator=denominator, percent="1.00", threshold="34", met=True)


def effectiveness(*categories: Category) -> Effectiveness:
    rule = Rule(version="2018", name="n", source="s")
    return Effectiveness(
        as_of=date(2023, 6, 30), reading="r", rule=rule, dimensions=(Dimension(dimension="social", categories=categories),)
    )


def report(**changes: object) -> PeriodicReport:
    people = People(
        as_of=date(2023, 6, 30), all=PLENTY, target_groups=(), ever_supported=PLENTY, contracts=PLENTY, places_taken=20
    )
    whole = PeriodicReport(
        project="p",
        title="P",
        since=date(2023, 1, 1),
        until=date(2023, 6, 30),
        known_at=datetime(2023, 7, 1, tzinfo=UTC),
        masked=False,
        people=people,
        supports=(),
        families=Families(adults=0, children=0),
        activities=(),
        certificates=(),
        budget=None,
        effectiveness=(),
    )
    in_people = {name: changes.pop(name) for name in list(changes) if name in People.model_fields}
    return whole.model_copy(update={"people": people.model_copy(update=in_people), **changes})


def figures(counted: Counted) -> tuple[int | None, int | None, int | None]:
    return counted.persons, counted.women, counted.men


@pytest.mark.parametrize(("women", "men", "hidden"), [(4, 90, True), (90, 1, True), (5, 90, False), (0, 90, False)])
def test_a_sex_of_one_to_four_hides_the_whole_count_because_the_third_number_follows_from_two(women, men, hidden):
    count = Counted(persons=women + men, women=women, men=men)
    seen = masked(report(all=count)).people.all
    assert figures(seen) == (HIDDEN if hidden else (women + men, women, men))


def test_one_small_target_group_hides_all_groups_because_they_add_up_to_the_total():
    seen = masked(report(target_groups=(group("big", 40, 30), group("small", 2, 6)))).people
    assert [figures(one) for one in seen.target_groups] == [HIDDEN, HIDDEN]
    assert figures(seen.all) == (20, 12, 8)


def test_a_class_that_few_people_had_hides_the_classes_and_their_total():
    seen = masked(report(supports=(support("social", 30), support("health", 3), support(None, 31)))).supports
    assert {(row.sessions, row.attendances, row.participants, row.hours) for row in seen} == {(None,) * 4}
    untouched = (support("social", 30), support(None, 30))
    assert masked(report(supports=untouched)).supports == untouched


def test_a_session_of_few_people_hides_its_people_and_hours_but_not_that_it_took_place():
    seen_of_all = masked(report(activities=(took(3), took(20)), supports=(support("social", 20), support(None, 20))))
    seen, other = seen_of_all.activities
    assert other.participants == 20
    sums = {(row.attendances, row.hours, row.participants) for row in seen_of_all.supports}
    assert sums == {(None, None, 20)}, "the hidden one is what the others lack of the sum"
    assert (seen.title, seen.hours, seen.participants, seen.person_hours) == ("Budki dla ptaków", "5.00", None, None)


def test_few_certificates_of_one_kind_hide_the_other_kind_too():
    kinds = (
        Certified(kind="qualification", persons=12, women=7, men=5),
        Certified(kind="competence", persons=3, women=3, men=0),
    )
    assert [figures(one) for one in masked(report(certificates=kinds)).certificates] == [HIDDEN, HIDDEN]


@pytest.mark.parametrize("hardest", [(3, 9), (6, 9), (0, 2)])
def test_a_small_numerator_base_or_rest_hides_the_dimension_because_all_is_the_sum_of_its_categories(hardest):
    given = effectiveness(category("all", 40, 90), category("general", 34, 81), category("hardest", *hardest))
    (dimension,) = masked(report(effectiveness=(given,))).effectiveness[0].dimensions
    assert {(one.numerator, one.denominator, one.percent, one.met) for one in dimension.categories} == {(None,) * 4}
    assert all(one.masked for one in dimension.categories)


def test_large_categories_stay_as_they_are():
    given = effectiveness(category("all", 40, 90), category("general", 30, 70), category("hardest", 10, 20))
    assert masked(report(effectiveness=(given,))).effectiveness == (given,)


def test_a_masked_report_says_so():
    assert masked(report()).masked


def test_a_small_difference_to_the_larger_count_hides_the_larger_one_and_few_places_are_not_told():
    ever = Counted(persons=22, women=13, men=9)
    seen = masked(report(ever_supported=ever, contracts=ever)).people
    assert (figures(seen.all), figures(seen.ever_supported), figures(seen.contracts)) == ((20, 12, 8), HIDDEN, (22, 13, 9))
    few = Counted(persons=3, women=3, men=0)
    assert masked(report(all=few, ever_supported=few, contracts=few, places_taken=3)).people.places_taken is None


def test_who_had_no_support_of_a_class_cannot_be_taken_off_the_total():
    rows = (support("social", 20), support("vocational", 20), support(None, 21))
    assert {row.participants for row in masked(report(supports=rows)).supports} == {None}


def test_few_near_ones_are_hidden_with_the_sums_they_stand_in():
    seen = masked(report(activities=(took(20),), families=Families(adults=11, children=13)))
    assert (seen.activities[0].families_adults, seen.activities[0].families_children) == (None, None)
    assert seen.families == Families(adults=None, children=None)


def test_two_readings_that_differ_by_few_people_are_not_shown_together():
    given = effectiveness(category("all", 40, 90), category("general", 30, 70), category("hardest", 10, 20))
    assert len(masked(report(effectiveness=(given, given))).effectiveness) == 1


def test_no_hidden_number_stands_in_the_text_or_the_table_of_a_masked_report():
    count = Counted(persons=7731, women=7728, men=3)
    hidden = masked(report(all=count, ever_supported=count, contracts=count))
    assert not {"7731", "7728"} & set(re.findall(r"\d+", as_text(hidden) + as_csv(hidden)))
    assert {"7731", "7728"} <= set(re.findall(r"\d+", as_text(report(all=count)) + as_csv(report(all=count))))
