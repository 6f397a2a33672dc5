"""What is known about a person, for that person: all of it, under every id, and nothing of anybody else."""

from typing import Any, cast
from uuid import UUID, uuid4

from services.recruitment import commands as use
from services.recruitment.commands.merging import MergePersons
from services.recruitment.commands.registering import PersonAnswer, RegisterPerson
from services.recruitment.main import SERVICE
from services.recruitment.queries.requests import subject_ids
from shared.http.operations import Desk
from shared.http.subject import AskedSubject, SubjectData, facts_of
from shared.kernel.errors import NotFound, NotYet
from tests.integration.recruitment.eraser import erase, keep, participant, person_of, rejected
from tests.integration.recruitment.office import WORKER, Office, refusal


async def known(office: Office, *ids: UUID) -> SubjectData:
    desk = Desk(office.commands, office.database, office.commands.keys, cast(Any, None), cast(Any, None))
    asked = AskedSubject(ids=frozenset(ids))
    found: SubjectData = await office.ask(facts_of, asked=asked, desk=desk, before=SERVICE.before_subject)
    return found


async def everything(office: Office, person: UUID) -> SubjectData:
    ids = await office.ask(subject_ids, person=person)
    return await known(office, *ids.people, *ids.applications)


async def test_every_id_of_a_human_being_is_named_and_that_it_is_read_is_logged(keyed: Office) -> None:
    applied = [await rejected(keyed) for _ in range(2)]
    kept, merged = [await person_of(keyed, one) for one in applied]
    await keyed.do(use.merge_persons, MergePersons.model_validate({"kept": kept, "merged": merged, "reason": "ta sama"}))
    found = await keyed.ask(subject_ids, person=merged)
    assert (found.person, found.people, found.applications) == (kept, [kept, merged], sorted(applied))
    (entry,) = await keyed.rows("SELECT people, purpose, actor FROM access_log WHERE purpose = 'subject_access'")
    assert (set(entry["people"]), entry["actor"]) == ({kept, merged}, WORKER.actor)
    assert await refusal(keyed.ask(subject_ids, person=uuid4()), NotFound) == "unknown_person"


async def test_the_person_is_logged_under_whatever_id_they_are_asked_for(keyed: Office) -> None:
    applied = await rejected(keyed)
    anna = await person_of(keyed, applied)
    await known(keyed, applied)
    (entry,) = await keyed.rows("SELECT people, fields, purpose, project, actor FROM access_log")
    assert (entry["people"], entry["purpose"], entry["project"]) == ([anna], "subject_access", None)
    assert {"labour_status", "disability_degree", "premises"} <= set(entry["fields"])
    assert entry["actor"] == WORKER.actor


async def test_what_cannot_be_logged_is_not_opened(keyed: Office) -> None:
    anna = await person_of(keyed, await rejected(keyed))
    await keyed.rows("DELETE FROM access_log_head")
    assert await refusal(known(keyed, anna), NotYet) == "access_log_damaged"


async def test_events_are_told_in_their_order_with_their_polish_names_and_opened(keyed: Office) -> None:
    person = {"given_name": "Wirginia", "family_name": "Brzęk", "pesel": "44051401458"}
    anna = await person_of(keyed, await participant(keyed, person=person))
    found = await everything(keyed, anna)
    assert found.service == "recruitment"
    first, second = found.items[:2]
    assert (first.event, first.title) == ("PersonRegistered", "Wpisano osobę do rejestru")
    assert (first.fields["given_name"], first.fields["pesel"], first.fields["phone"]) == ("Wirginia", "44051401458", None)
    assert (second.event, second.fields["labour_status"]) == ("ApplicationSubmitted", "inactive")
    assert '["praca"]' in [one.fields.get("goals") for one in found.items]
    assert [one.recorded_at for one in found.items] == sorted(one.recorded_at for one in found.items)


async def test_what_was_sealed_for_somebody_else_stays_closed(keyed: Office) -> None:
    anna = await person_of(keyed, await rejected(keyed))
    son = {"given_name": "Tymoteusz", "family_name": "Nowak-1", "no_pesel": "not_needed"}
    body = {"project": "bridge", "capacity": "family_member", "person": son, "of": anna}
    await keyed.do(use.register_person, RegisterPerson.model_validate(body), PersonAnswer)
    found = await everything(keyed, anna)
    (entry,) = [one for one in found.items if one.fields.get("of") == str(anna)]
    assert entry.fields["given_name"] == {"closed": "of_another_person"}
    assert entry.fields["phone"] is None


async def test_lists_of_people_are_cut_down_to_the_person(keyed: Office) -> None:
    anna, marek = [await person_of(keyed, await rejected(keyed)) for _ in range(2)]
    await keyed.today("2024-07-01")
    await keep(keyed)
    await erase(keyed, "candidates")
    found = await everything(keyed, anna)
    (proposed,) = [one for one in found.items if one.event == "ErasureProposed"]
    assert proposed.fields["people"] == [str(anna)]
    assert str(marek) not in found.model_dump_json()


async def test_of_who_was_erased_it_is_said_why_nothing_opens(keyed: Office) -> None:
    anna = await person_of(keyed, await rejected(keyed))
    await keyed.today("2024-07-01")
    await keep(keyed)
    await erase(keyed, "candidates")
    found = await known(keyed, anna)
    (registered,) = [one for one in found.items if one.event == "PersonRegistered"]
    assert registered.fields["given_name"] == {"closed": "key_destroyed"}
