"""Erasure on real PostgreSQL with real keys: not before its time, by two people, in parts, and for good."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.recruitment import commands as use
from services.recruitment.commands.correcting import CorrectPerson
from services.recruitment.commands.merging import MergePersons
from services.recruitment.commands.retaining import (
    ExtendRetentionOfProject,
    ResumeRetentionOfProject,
    RetentionAnswer,
    SuspendRetentionOfProject,
)
from services.recruitment.domain.words import Sex
from services.recruitment.projections.person import find_person
from services.recruitment.queries.effectiveness import effectiveness
from services.recruitment.queries.erasures import erasure_batches
from services.recruitment.queries.finding import AskedByPesel, find_by_pesel
from services.recruitment.queries.people import person
from services.recruitment.queries.retention import retention, retention_bases
from services.recruitment.queries.sensitive import sensitive_counts
from services.recruitment.queries.situations import situations
from shared.kernel.errors import Forbidden, NotFound, Refused
from shared.privacy.errors import CannotOpen
from shared.privacy.ring import Owner
from tests.integration.recruitment.eraser import (
    OFFICER,
    approve,
    erase,
    keep,
    names,
    participant,
    person_of,
    propose,
    propose_shorter,
    rejected,
    shorten,
    wrapped,
)
from tests.integration.recruitment.office import Office, refusal
from tests.unit.recruitment.examples import pesel


async def test_before_the_last_day_nobody_is_erased_and_the_reason_is_given(keyed: Office) -> None:
    await participant(keyed)
    await keyed.today("2026-12-31")
    assert await refusal(propose(keyed, "everybody")) == "retention_not_set"
    answer = await keep(keyed)
    assert (answer.until, answer.candidates_until) == (date(2026, 12, 31), date(2024, 6, 30))
    with pytest.raises(Refused) as no:
        await propose(keyed, "everybody")
    assert no.value.code == "retention_not_over"
    assert dict(no.value.facts) == {"basis": "reg_1303_2013_two_years", "until": "2026-12-31"}
    await keyed.today("2027-01-01")
    assert (await propose(keyed, "everybody")).people == 1


async def test_a_retention_is_extended_and_never_shortened(keyed: Office) -> None:
    await keyed.today("2024-03-01")
    await keep(keyed)
    body = {"project": "bridge", "until": "2028-12-31", "basis": "authority", "reason": "pismo instytucji"}
    longer = ExtendRetentionOfProject.model_validate(body)
    answer = await keyed.do(use.extend_retention, longer, RetentionAnswer)
    assert answer.until == date(2028, 12, 31)
    shorter = longer.model_copy(update={"until": date(2027, 12, 31)})
    assert await refusal(keyed.do(use.extend_retention, shorter)) == "retention_never_shortened"
    await keyed.today("2027-06-01")
    assert await refusal(propose(keyed, "everybody")) == "retention_not_over"


async def test_a_last_day_comes_earlier_only_by_two_people_who_see_why(keyed: Office) -> None:
    await keyed.today("2025-03-01")
    await keep(keyed, accounts_submitted_on="2025-02-15")  # until 31.12.2027
    assert await refusal(keep(keyed, reason="pomyłka")) == "retention_shortened"
    proposed = await propose_shorter(keyed)
    assert proposed.until == date(2027, 12, 31)
    waiting = (await keyed.ask(retention, project="bridge")).proposed
    assert (waiting.until, waiting.reason, waiting.proposed_by) == (date(2026, 12, 31), "rozliczono wcześniej", OFFICER.actor)
    alone = replace(keyed, who=OFFICER)
    assert await refusal(shorten(alone, proposed.proposal_id), Forbidden) == "same_person"
    assert (await shorten(keyed, proposed.proposal_id)).until == date(2026, 12, 31)
    assert (await keyed.ask(retention, project="bridge")).proposed is None
    assert await refusal(shorten(keyed, proposed.proposal_id), NotFound) == "unknown_proposal"


async def test_who_approves_an_erasure_sees_whose_proposal_it_is(keyed: Office) -> None:
    await participant(keyed)
    await keyed.today("2027-01-01")
    await keep(keyed)
    batch = (await propose(keyed, "everybody")).batch_id
    (shown,) = (await keyed.ask(erasure_batches, project="bridge")).items
    assert (shown.batch, shown.state, shown.people, shown.proposed_by) == (batch, "proposed", 1, OFFICER.actor)
    assert shown.proposed_on == date(2027, 1, 1)
    await approve(keyed, batch)
    (shown,) = (await keyed.ask(erasure_batches, project="bridge")).items
    assert (shown.state, shown.erased, shown.approved_by) == ("completed", 1, keyed.who.actor)


async def test_the_bases_that_can_be_named_say_whom_they_are_for_and_what_they_count_from(keyed: Office) -> None:
    found = {one.basis: one for one in (await keyed.ask(retention_bases)).items}
    assert (found["reg_2021_1060"].whom, found["reg_2021_1060"].counted_from) == ("participants", "last_payment_on")
    assert (found["po_kl_2007_2013"].counted_from, found["candidates_one_year"].whom) == (None, "candidates")


async def test_while_it_is_suspended_nobody_is_erased(keyed: Office) -> None:
    await participant(keyed)
    await keyed.today("2027-01-01")
    await keep(keyed)
    dispute = {"project": "bridge", "reason": "dispute"}
    batch = await propose(keyed, "everybody")
    await keyed.do(use.suspend_retention, SuspendRetentionOfProject.model_validate(dispute), RetentionAnswer)
    assert await refusal(propose(keyed, "everybody")) == "retention_suspended"
    assert await refusal(approve(keyed, batch.batch_id)) == "retention_suspended"
    shown = await keyed.ask(retention, project="bridge")
    assert [(one.reason, one.since) for one in shown.suspended] == [("dispute", date(2027, 1, 1))]
    assert shown.due == []
    await keyed.do(use.resume_retention, ResumeRetentionOfProject.model_validate(dispute), RetentionAnswer)
    assert (await approve(keyed, batch.batch_id)).erased == 1


async def test_candidates_without_a_place_go_before_participants(keyed: Office) -> None:
    anna = await person_of(keyed, await participant(keyed))
    marek = await person_of(keyed, await rejected(keyed))
    await keyed.today("2024-07-01")
    await keep(keyed)
    shown = await keyed.ask(retention, project="bridge")
    assert [(one.whom, one.until, one.people, one.due) for one in shown.kept] == [
        ("candidates", date(2024, 6, 30), 1, 1),
        ("participants", date(2026, 12, 31), 1, 0),
    ]
    assert shown.due == [marek]
    assert await refusal(propose(keyed, "everybody")) == "retention_not_over"
    assert (await erase(keyed, "candidates")).erased == 1
    assert await names(keyed) == {str(anna)}
    assert await refusal(propose(keyed, "candidates")) == "nobody_due"


async def test_it_takes_two_people(keyed: Office) -> None:
    await rejected(keyed)
    await keyed.today("2024-07-01")
    await keep(keyed)
    batch = (await propose(keyed, "candidates")).batch_id
    assert await refusal(approve(replace(keyed, who=OFFICER), batch), Forbidden) == "same_person"
    assert len(await names(keyed)) == 1
    assert (await approve(keyed, batch)).erased == 1
    assert await refusal(approve(keyed, batch)) == "already_approved"


async def test_who_is_erased_opens_nowhere_and_is_found_by_nothing(keyed: Office) -> None:
    form = keyed.form().person
    applied = await participant(keyed, person=form)
    anna = await person_of(keyed, applied)
    events = await keyed.rows("SELECT event_id, name, data FROM event WHERE data ->> 'person' = $1", str(anna))
    sealed = [(row["event_id"], row["data"]) for row in events]
    await keyed.today("2027-01-01")
    await keep(keyed)
    await erase(keyed, "everybody")
    assert form.pesel is not None
    question = AskedByPesel(pesel=form.pesel, purpose="casework")
    assert (await keyed.ask(find_by_pesel, asked=question)).found is None
    assert await keyed.rows("SELECT 1 FROM person_digest") == []
    assert await refusal(keyed.ask(person, person=anna, purpose="casework")) == "person_erased"
    async with keyed.database.read() as db:
        with pytest.raises(NotFound):
            await find_person(db, anna)
    owner = Owner(str(anna), "bridge")
    ring = await keyed.commands.keys.for_opening([owner])
    tokens = [(event, name, token) for event, data in sealed for name, token in data.items() if str(token).startswith("v1.")]
    assert len(tokens) > 4
    for event, name, token in tokens:
        with pytest.raises(CannotOpen) as no:
            ring.open(token, owner, name, event)
        assert no.value.code == "key_destroyed"
    (told,) = await keyed.rows("SELECT event_id, data FROM event WHERE name = 'SubjectErased'")
    assert told["data"] == {"person": str(anna), "project": "bridge", "applications": [str(applied)]}
    (row,) = await keyed.rows("SELECT person, event_id, keys FROM erased")
    assert (row["person"], row["event_id"]) == (anna, told["event_id"])
    assert row["keys"] >= 1
    correction = {"person": anna, "family_name": "Nowak", "reason": "pomyłka"}
    work = keyed.do(use.correct_person, CorrectPerson.model_validate(correction))
    assert await refusal(work) in {"person_erased", "unknown_person"}


async def test_an_erased_participant_cannot_be_written_about_any_more(keyed: Office) -> None:
    applied = await participant(keyed)
    await keyed.today("2027-01-01")
    await keep(keyed)
    await erase(keyed, "everybody")
    for subject in (applied, await person_of(keyed, applied)):
        with pytest.raises(CannotOpen) as no:
            await keyed.commands.keys.for_sealing([Owner(str(subject), "bridge")])
        assert no.value.code == "key_destroyed"


async def test_every_statistic_is_the_same_before_and_after(keyed: Office) -> None:
    for number in range(6):
        sex = Sex.MALE if number % 2 else Sex.FEMALE
        born = {"given_name": "Jan", "family_name": "Kos", "pesel": pesel(date(1970, 1, 2), number, sex)}
        disability = {"degree": "severe", "kinds": ["psychiatric"]} if number < 3 else {"degree": "none"}
        await participant(keyed, person=born, disability=disability)
    await rejected(keyed)
    await keyed.today("2027-01-01")
    await keep(keyed)

    async def figures() -> list[Any]:
        on = date(2022, 12, 31)
        counted = (situations, effectiveness, sensitive_counts)
        found = [(await keyed.ask(query, project="bridge", as_of=on)).model_dump_json() for query in counted]
        return [*found, await keyed.counts()]

    before = await figures()
    assert '"severe"' in before[2]
    assert (await erase(keyed, "everybody")).erased == 7
    assert await figures() == before


async def test_the_same_human_being_still_opens_in_another_project(keyed: Office) -> None:
    form = keyed.form().person
    anna = await person_of(keyed, await participant(keyed, person=form))
    await keyed.today("2021-03-01")
    await keyed.open(project="second")
    again = await keyed.submit(person=form, project="second", target_group="residents")
    assert again.person_id == anna
    await keyed.today("2027-01-01")
    await keep(keyed)
    await erase(keyed, "everybody")
    shown = await keyed.ask(person, person=anna, purpose="casework")
    assert (shown.given_name, shown.family_name) == ("Anna", "Nowak-1")
    assert await wrapped(keyed, "second") == {str(anna)}


async def test_who_comes_again_after_the_erasure_is_somebody_new(keyed: Office) -> None:
    form = keyed.form().person
    anna = await person_of(keyed, await rejected(keyed, person=form))
    await keyed.today("2024-07-01")
    await keep(keyed)
    await erase(keyed, "candidates")
    await keyed.open(project="second", starts_on="2024-01-01", ends_on="2025-12-31", recruitment={"replacement_until": None})
    again = await keyed.submit(person=form, project="second", applied_at="2024-06-03T09:00")
    assert again.person_id != anna


async def test_a_merged_entry_is_erased_with_the_person_it_stands_for(keyed: Office) -> None:
    first = await person_of(keyed, await rejected(keyed))
    other = await person_of(keyed, await rejected(keyed))
    await keyed.do(use.merge_persons, MergePersons.model_validate({"kept": first, "merged": other, "reason": "ta sama"}))
    await keyed.today("2024-07-01")
    await keep(keyed)
    assert (await erase(keyed, "candidates")).erased == 2
    assert await names(keyed) == set()
