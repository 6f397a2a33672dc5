"""What is sensitive leaves recruitment as counts, and of one person only to who has the right."""

from collections import Counter
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.recruitment.api import api
from services.recruitment.domain.words import Sex
from services.recruitment.queries.sensitive import sensitive_counts
from shared.http.app import make_app
from shared.http.operations import Operations
from shared.http.roles import Role
from tests.integration.recruitment.office import Office, logged, seen_by
from tests.support.answers import names_below
from tests.unit.recruitment.examples import pesel


async def take_part(office: Office, count: int, sex: Sex, **form: Any) -> list[UUID]:
    """People whose participation started on 1 March 2021."""
    found = []
    for _ in range(count):
        office.people += 1
        number = pesel(date(1980, 3, 17), office.people, sex)
        who = {"given_name": "A", "family_name": f"Nowak-{office.people}", "pesel": number}
        participant = await office.candidate(person=who, **form)
        await office.sign(participant)
        await office.attended(participant, uuid4(), "2021-03-01")
        found.append(participant)
    return found


def rows_of(stood: Any, indicator: str) -> dict[str, tuple[int | None, int | None]]:
    (found,) = [one for one in stood.indicators if one.indicator == indicator]
    return {row.code: (row.women, row.men) for row in found.rows if row.masked or row.total}


async def test_indicators_leave_as_counts_by_sex_of_who_is_present_and_who_ever_was(office):
    await office.open(limit=40)
    await take_part(office, 6, Sex.FEMALE, disability={"degree": "severe", "kinds": ["psychiatric"]}, premises=["art7"])
    await take_part(office, 5, Sex.MALE, labour_status="unemployed_registered", premises=["art7", "homeless"])
    gone = await take_part(office, 2, Sex.FEMALE, disability={"degree": "mild"}, in_education=True)
    await office.today("2021-04-01")
    for participant in gone:
        await office.end(participant, "2021-03-31", "moved", along_path=False)
    asked = {"project": "bridge", "as_of": date(2021, 4, 1)}
    seen = await office.ask(sensitive_counts, **asked)
    assert (seen.present.people.women, seen.present.people.men) == (6, 5)
    assert (seen.ever.people.women, seen.ever.people.men) == (8, 5)
    assert rows_of(seen.present, "disability_degree") == {"none": (0, 5), "severe": (6, 0)}
    assert rows_of(seen.ever, "disability_degree") == {"none": (0, 5), "mild": (2, 0), "severe": (6, 0)}
    assert rows_of(seen.ever, "disability_kinds") == {"psychiatric": (6, 0)}
    assert rows_of(seen.ever, "labour_status") == {"inactive": (8, 0), "unemployed_registered": (0, 5)}
    assert rows_of(seen.ever, "premises") == {"art7": (8, 5), "homeless": (0, 5)}
    assert rows_of(seen.ever, "multiple_exclusion") == {"yes": (0, 5)}
    assert rows_of(seen.ever, "in_education") == {"yes": (2, 0)}
    last_day = await office.ask(sensitive_counts, project="bridge", as_of=date(2021, 3, 31))
    assert last_day.present.people.women == 8, "the last day of participation counts"
    assert await logged(office) == [], "counts are nobody's data"


async def test_who_may_not_see_few_people_sees_no_count_that_gives_few_away(office):
    """Two women with a mild degree left: the six severe and the five without one are shown, the sum of the others is not."""
    await office.open(limit=40)
    await take_part(office, 6, Sex.FEMALE, disability={"degree": "severe"})
    await take_part(office, 5, Sex.MALE)
    gone = await take_part(office, 2, Sex.FEMALE, disability={"degree": "mild"}, in_education=True)
    await office.today("2021-04-01")
    for participant in gone:
        await office.end(participant, "2021-03-31", "moved", along_path=False)
    seen = await seen_by(office, Role.TRAINER).ask(sensitive_counts, project="bridge", as_of=date(2021, 4, 1))
    hidden = (None, None)
    assert (seen.present.people.masked, seen.ever.people.masked) == (True, False)
    for stood in (seen.present, seen.ever):
        degrees = rows_of(stood, "disability_degree")
        assert degrees["mild"] == hidden
        assert Counter(degrees.values())[hidden] >= 2, "one alone would be the whole less the others"
        assert rows_of(stood, "in_education")["yes"] == hidden
    assert 2 not in [count for stood in (seen.present, seen.ever) for row in _all_rows(stood) for count in (row.women, row.men)]


async def test_few_who_left_are_not_the_difference_of_who_is_present_and_who_ever_was(office):
    """Seven women with a severe degree, two of whom left: 7 and 5 are many, 7 less 5 is not."""
    await office.open(limit=40)
    severe = await take_part(office, 7, Sex.FEMALE, disability={"degree": "severe"})
    await take_part(office, 6, Sex.FEMALE)
    await office.today("2021-04-01")
    for participant in severe[:2]:
        await office.end(participant, "2021-03-31", "moved", along_path=False)
    asked = {"project": "bridge", "as_of": date(2021, 4, 1)}
    full = await office.ask(sensitive_counts, **asked)
    degrees = [rows_of(stood, "disability_degree") for stood in (full.present, full.ever)]
    assert degrees == [{"none": (6, 0), "severe": (5, 0)}, {"none": (6, 0), "severe": (7, 0)}]
    seen = await seen_by(office, Role.ACCOUNTANT).ask(sensitive_counts, **asked)
    assert [rows_of(stood, "disability_degree")["severe"] for stood in (seen.present, seen.ever)] == [(None, None)] * 2
    assert seen.present.people.masked, "all less those who left"


def _all_rows(stood: Any) -> list[Any]:
    return [row for one in stood.indicators for row in one.rows]


SENSITIVE_NAMES = {
    *("premises", "premises_count", "priority", "priority_groups", "disability", "disability_degree", "disability_kinds"),
    *("labour_status", "no_same_support", "in_education", "no_pesel", "pesel", "birth_date", "phone", "email", "address"),
    *("document", "identity", "situation", "situations", "evidence"),
}
WHO = {"person", "participant", "application", "people", "participants", "applications"}


def answers_about_people(role: Role) -> dict[str, set[str]]:
    """The names of fields in what a role may ask of individual people, by query."""
    document = make_app("recruitment", api, Operations(), lambda: None, lambda: None).openapi()
    found = {}
    for path, operations in document["paths"].items():
        (operation,) = operations.values()
        if path.startswith("/queries/") and role in operation["x-roles"]:
            found[operation["operationId"]] = names_below(document, operation["responses"]["200"])
    return {query: shown for query, shown in found.items() if shown & WHO}


@pytest.mark.parametrize("role", [Role.TRAINER, Role.ACCOUNTANT])
def test_no_answer_about_one_person_shows_a_sensitive_field_to_staff_without_the_right(role):
    answers = answers_about_people(role)
    assert {"participants", "effectiveness"} <= answers.keys()
    assert {query: shown & SENSITIVE_NAMES for query, shown in answers.items() if shown & SENSITIVE_NAMES} == {}
    assert "labour_status" in answers_about_people(Role.COORDINATOR)["application"]


@pytest.mark.parametrize(("role", "queries"), [(Role.TRAINER, {"persons"}), (Role.ACCOUNTANT, set())])
def test_a_trainer_gets_names_in_one_place_and_an_accountant_nowhere(role, queries):
    named = {"given_name", "family_name"}
    assert {query for query, shown in answers_about_people(role).items() if shown & named} == queries
