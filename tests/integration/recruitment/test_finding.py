"""Finding people: by number and by the beginnings of names; every search and what it found stands in the access log."""

from datetime import date
from uuid import uuid4

import pytest

from services.recruitment.domain.words import Sex
from services.recruitment.people import searching
from services.recruitment.queries.finding import (
    AskedByName,
    AskedByPesel,
    AskedDuplicates,
    find_by_pesel,
    find_people,
    possible_duplicates,
)
from shared.http.roles import Role
from shared.kernel.errors import Forbidden, Invalid, NotFound
from shared.privacy.errors import CannotOpen
from shared.privacy.ring import Owner
from shared.store.transaction import Who
from tests.integration.recruitment.counter import FORM
from tests.integration.recruitment.office import WORKER, refusal
from tests.integration.recruitment.registry import BORN, DOCUMENT, anna, merge, olena, register, unmerge
from tests.unit.recruitment.examples import definition, pesel


@pytest.fixture
async def two(office):
    """A desk with two projects."""
    await office.open()
    await office.open(project="second")
    return office


async def by_pesel(office, number, purpose="search"):
    return (await office.ask(find_by_pesel, asked=AskedByPesel(pesel=number, purpose=purpose))).found


async def by_name(office, name, project="bridge", limit=20):
    asked = AskedByName(project=project, name=name, purpose="search", limit=limit)
    return await office.ask(find_people, asked=asked)


async def named(office, name, **more):
    return [f"{one.given_name} {one.family_name}" for one in (await by_name(office, name, **more)).items]


async def known(office, *names, project="bridge"):
    """People with these names, in their order."""
    found = []
    for number, name in enumerate(names, 1):
        given_name, family_name = name.split(maxsplit=1)
        who = {
            "given_name": given_name,
            "family_name": family_name,
            "no_pesel": "not_needed",
            "birth_date": f"1970-01-{number:02}",
        }
        found.append((await register(office, who, project=project)).person_id)
    return found


async def duplicates(office, **asked):
    body = AskedDuplicates.model_validate({"project": "bridge", "purpose": "search"} | asked)
    found = await office.ask(possible_duplicates, asked=body)
    return [({one.one, one.other}, one.score, [reason.value for reason in one.reasons]) for one in found.items]


async def test_a_number_finds_one_person_with_the_projects_that_know_them(two):
    person = (await register(two, anna())).person_id
    await two.submit(person=anna(), project="second")
    found = await by_pesel(two, pesel(BORN, 700, Sex.FEMALE))
    assert found.model_dump() == {
        "person": person,
        "given_name": "Anna",
        "family_name": "Nowak",
        "restricted": False,
        "projects": ("bridge", "second"),
    }
    assert await by_pesel(two, pesel(BORN, 701, Sex.FEMALE)) is None
    assert await refusal(by_pesel(two, "44051401459"), Invalid) == "pesel_checksum"


async def test_a_token_for_other_projects_finds_nobody(two):
    await register(two, anna())
    two.who = Who(WORKER.actor, WORKER.roles, "MOPS", frozenset({"second"}))
    assert await by_pesel(two, pesel(BORN, 700, Sex.FEMALE)) is None
    assert await refusal(by_name(two, "Anna"), Forbidden) == "project_out_of_scope"
    assert await refusal(duplicates(two), Forbidden) == "project_out_of_scope"


async def test_names_are_found_by_their_beginnings_in_any_order_and_spelling(two):
    await known(two, "Łucja Żak-Nowak", "Łukasz Żakowski", "Anna Nowakowska", "Maria Li")
    await known(two, "Łucja Żak", project="second")
    assert await named(two, "łuc") == ["Łucja Żak-Nowak"]
    assert await named(two, "ZAK LUCJA") == ["Łucja Żak-Nowak"]
    assert await named(two, "Nowak-Żak Łucja") == ["Łucja Żak-Nowak"]
    assert sorted(await named(two, "zak")) == ["Łucja Żak-Nowak", "Łukasz Żakowski"]
    assert sorted(await named(two, "nowak")) == ["Anna Nowakowska", "Łucja Żak-Nowak"]
    assert await named(two, "nowakowsk") == ["Anna Nowakowska"]
    assert await named(two, "li") == ["Maria Li"]
    assert await named(two, "nowak nowak") == []
    assert await named(two, "łuc", project="second") == ["Łucja Żak"]


async def test_the_better_match_stands_first_and_more_is_said(two):
    await known(two, "Anna Nowakowska", "Annamaria Nowaczyk", "Anna Nowak")
    assert await named(two, "anna nowak") == ["Anna Nowak", "Anna Nowakowska"]
    shown = await by_name(two, "anna", limit=1)
    assert (len(shown.items), shown.more) == (1, True)
    assert not (await by_name(two, "anna")).more


async def test_of_many_with_one_beginning_the_one_that_fits_is_found(two, monkeypatch):
    monkeypatch.setattr(searching, "AT_ONCE", 2)
    await known(two, *(f"Anna Nowacz{letters}" for letters in ("yk", "ek", "ka", "kiewicz", "ewska", "an", "uk")))
    assert await named(two, "nowaczew") == ["Anna Nowaczewska"]
    assert len(await named(two, "nowacz", limit=3)) == 3
    assert (await by_name(two, "nowacz", limit=3)).more


async def test_a_search_that_stops_early_logs_no_more_than_it_opened(two, monkeypatch):
    monkeypatch.setattr(searching, "AT_ONCE", 2)
    people = await known(two, "Anna Nowaczyk", "Anna Nowaczek", "Anna Nowaczka", "Anna Nowaczan", "Anna Nowaczuk")
    for person in sorted(people)[4:]:
        two.commands.keys.forget([Owner(str(person), "bridge")])
    assert len(await named(two, "nowacz", limit=2)) == 2
    logged = await two.rows("SELECT people FROM access_log ORDER BY n")
    assert [row["people"] for row in logged] == [sorted(people)[:2], sorted(people)[2:4]]


async def test_a_name_without_a_letter_finds_nothing_and_is_refused(two):
    assert await refusal(by_name(two, "---"), Invalid) == "name_shape"


async def test_who_was_merged_is_found_once_under_the_kept_id(two):
    kept, merged = (await register(two, anna())).person_id, (await register(two, olena())).person_id
    await merge(two, kept, merged)
    assert [one.person for one in (await by_name(two, "kovalchuk")).items] == [kept]
    await unmerge(two, merged)
    assert [one.person for one in (await by_name(two, "kovalchuk")).items] == [merged]


async def test_likely_pairs_are_named_with_their_reasons_until_they_are_merged(two):
    first = (await register(two, anna())).person_id
    refusing = {"pesel": None, "no_pesel": "refused", "identity": "legitymacja", "birth_date": "1980-03-17", "sex": "female"}
    second = (await register(two, anna(**refusing))).person_id
    similar = (await register(two, anna(**refusing, family_name="Nowik"))).person_id
    slip = (await register(two, anna(**refusing | {"birth_date": "1980-03-71"[:8] + "18"}))).person_id
    await register(two, olena())
    pairs = await duplicates(two, at_least=72)
    assert pairs[0] == ({first, second}, 95, ["same_name_and_birth"])
    assert ({first, slip}, 80, ["same_name_other_birth"]) in pairs
    assert ({second, similar}, 72, ["same_birth_similar_name"]) in pairs
    assert {frozenset(pair) for pair, _, _ in await duplicates(two, person=similar, at_least=72)} == {
        frozenset({first, similar}),
        frozenset({second, similar}),
    }
    await merge(two, first, second)
    assert {first, second} not in [pair for pair, _, _ in await duplicates(two)]


async def test_pairs_of_somebody_the_project_does_not_know_are_refused(two):
    assert await refusal(duplicates(two, person=uuid4()), NotFound) == "unknown_person"


async def test_every_search_says_why_and_what_it_found_is_logged(two):
    person = (await register(two, anna())).person_id
    for asked, query in (
        (AskedByPesel(pesel=pesel(BORN, 700, Sex.FEMALE)), find_by_pesel),
        (AskedByName(project="bridge", name="Anna"), find_people),
        (AskedDuplicates(project="bridge"), possible_duplicates),
    ):
        assert await refusal(two.ask(query, asked=asked), Invalid) == "unknown_purpose"
    assert await two.rows("SELECT n FROM access_log") == []
    await by_pesel(two, pesel(BORN, 700, Sex.FEMALE))
    await by_pesel(two, pesel(BORN, 701, Sex.FEMALE))
    await by_name(two, "ann")
    logged = await two.rows("SELECT people, fields, purpose, project FROM access_log ORDER BY n")
    assert [tuple(row) for row in logged] == [
        ([person], ["family_name", "given_name", "pesel"], "search", None),
        ([], ["pesel"], "search", None),
        ([person], ["family_name", "given_name"], "search", "bridge"),
    ]


async def test_everybody_who_is_opened_to_be_compared_is_logged_found_or_not(two):
    looked_at = await known(two, "Anna Nowaczyk", "Anna Nowakowska", "Maria Li")
    assert await named(two, "nowaczyk") == ["Anna Nowaczyk"]
    unlike = (await register(two, anna(family_name="Zając"))).person_id
    twin = (await register(two, olena(birth_date="1980-03-17"))).person_id
    assert await duplicates(two, person=twin, at_least=100) == []
    logged = await two.rows("SELECT people FROM access_log ORDER BY n")
    assert [set(row["people"]) for row in logged] == [set(looked_at[:2]), {unlike, twin}]


async def test_a_search_is_logged_before_a_name_is_opened(two):
    person = (await register(two, anna())).person_id
    two.commands.keys.forget([Owner(str(person), "bridge")])
    for search in (by_name(two, "anna"), by_pesel(two, pesel(BORN, 700, Sex.FEMALE))):
        assert await refusal(search, CannotOpen) == "key_destroyed"
    logged = await two.rows("SELECT people FROM access_log ORDER BY n")
    assert [row["people"] for row in logged] == [[person], [person]]


async def test_a_number_that_the_callers_token_does_not_reach_is_logged_as_found_by_nobody(two):
    await register(two, anna())
    two.who = Who(WORKER.actor, WORKER.roles, "MOPS", frozenset({"second"}))
    await by_pesel(two, pesel(BORN, 700, Sex.FEMALE))
    logged = await two.rows("SELECT people, fields, actor FROM access_log")
    assert [tuple(row) for row in logged] == [([], ["pesel"], WORKER.actor)]


async def test_no_digest_tells_a_value_and_no_value_stands_in_clear(two):
    await register(two, anna(document=DOCUMENT, email="anna@example.pl"))
    rows = [row[0] for row in await two.rows("SELECT t::text FROM person_digest t")]
    assert len(rows) == 8  # number, document, names with birth date, birth date, two names, two beginnings
    secrets = ("Anna", "anna", "nowak", "now", "1980-03-17", DOCUMENT["number"])
    told = [*secrets, *(secret.encode().hex() for secret in secrets)]
    assert not any(secret in row for row in rows for secret in told)


async def test_over_http_a_question_is_a_body_and_its_refusal_repeats_nothing(counter):
    await counter.post("open_project", {"definition": definition().model_dump(mode="json")})
    person = {"given_name": "Anna", "family_name": "Nowak", "pesel": pesel(date(1980, 3, 17), 1, Sex.FEMALE)}
    applied = (await counter.post("submit_application", FORM | {"person": person})).json()
    headers = counter.token(Role.SOCIAL_WORKER)
    asked = {"pesel": person["pesel"], "purpose": "search"}
    found = await counter.http.post("/queries/find_by_pesel", json=asked, headers=headers)
    assert (found.status_code, found.json()["found"]["person"]) == (200, applied["person_id"])
    wrong = await counter.http.post("/queries/find_by_pesel", json=asked | {"pesel": "44051401459"}, headers=headers)
    assert (wrong.status_code, wrong.json()["code"]) == (422, "pesel_checksum")
    assert "4405" not in wrong.text
    nobody = await counter.http.post("/queries/find_people", json={}, headers=counter.token(Role.TRAINER))
    assert (nobody.status_code, nobody.json()["code"]) == (403, "role_missing")
