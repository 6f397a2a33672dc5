"""Deadlines of personal data: staff are told once when one comes near and once when it has passed, without a name."""

import json
from datetime import date
from typing import Any

from services.recruitment import commands as use
from services.recruitment.commands.requests import RefuseSubjectRequest
from services.recruitment.commands.retaining import (
    ExtendRetentionOfProject,
    ResumeRetentionOfProject,
    RetentionAnswer,
    SuspendRetentionOfProject,
)
from services.recruitment.domain.words import Sex
from services.recruitment.timers import tell_of_deadlines
from shared.http.roles import Role
from shared.testing.eventually import eventually
from tests.integration.recruitment.counter import Counter
from tests.integration.recruitment.eraser import asked, erase, keep, participant, person_of, propose, rejected
from tests.integration.recruitment.office import Office
from tests.integration.recruitment.registry import BORN
from tests.unit.recruitment.examples import definition, pesel

LISTED = "SELECT event_name, stream, code, effective_on FROM attention ORDER BY id"


async def told(office: Office, day: str) -> list[tuple[Any, ...]]:
    """What needs attention after the looks of this day."""
    await office.today(day)
    for _ in range(2):
        await tell_of_deadlines(office.commands, date.fromisoformat(day))
    return [tuple(row) for row in await office.rows(LISTED)]


async def test_of_a_request_staff_are_told_seven_days_before_it_is_due_and_when_it_is_overdue(keyed: Office) -> None:
    anna = await person_of(keyed, await rejected(keyed))
    await keyed.today("2024-03-01")
    request = (await asked(keyed, anna, "access")).request_id
    stream, due = f"subject_request:{request}", date(2024, 3, 31)
    soon = ("SubjectRequestReceived", stream, "subject_request_due_soon", due)
    late = ("SubjectRequestReceived", stream, "subject_request_overdue", due)
    assert await told(keyed, "2024-03-23") == []
    assert await told(keyed, "2024-03-24") == [soon]
    assert await told(keyed, "2024-03-31") == [soon]
    assert await told(keyed, "2024-04-01") == [soon, late]
    assert await told(keyed, "2024-05-01") == [soon, late]
    kept = json.dumps([dict(row) for row in await keyed.rows("TABLE attention")], default=str)
    assert "Nowak" not in kept
    assert str(anna) not in kept


async def test_of_a_request_that_was_answered_nobody_is_told(keyed: Office) -> None:
    anna = await person_of(keyed, await rejected(keyed))
    await keyed.today("2024-03-01")
    request = (await asked(keyed, anna, "access")).request_id
    said = {"request": request, "project": "bridge", "reason": "unfounded", "explanation": "trzeci raz w miesiącu"}
    await keyed.do(use.refuse_subject_request, RefuseSubjectRequest.model_validate(said))
    assert await told(keyed, "2024-04-01") == []


async def test_when_data_is_kept_longer_than_it_may_be_staff_are_told_of_candidates_and_of_participants(keyed: Office) -> None:
    await participant(keyed)
    await rejected(keyed)
    await keyed.today("2024-03-01")
    await keep(keyed)
    candidates = ("RetentionSet", "retention:bridge", "erasure_of_candidates_not_proposed", date(2024, 6, 30))
    participants = ("RetentionSet", "retention:bridge", "erasure_of_participants_not_proposed", date(2026, 12, 31))
    assert await told(keyed, "2024-06-30") == []
    assert await told(keyed, "2024-07-01") == [candidates]
    assert await told(keyed, "2026-12-31") == [candidates]
    assert await told(keyed, "2027-01-01") == [candidates, participants]
    assert await told(keyed, "2027-02-01") == [candidates, participants]


async def test_nobody_is_told_where_an_erasure_was_proposed_or_nobody_is_left(keyed: Office) -> None:
    await participant(keyed)
    await rejected(keyed)
    await keyed.today("2024-07-01")
    await keep(keyed)
    await erase(keyed, "candidates")
    assert await told(keyed, "2024-07-01") == []
    await keyed.today("2027-01-01")
    await propose(keyed, "everybody")
    assert await told(keyed, "2027-01-01") == []


async def test_nobody_is_told_while_retention_is_suspended_and_a_later_last_day_counts_anew(keyed: Office) -> None:
    await participant(keyed)
    await keyed.today("2024-03-01")
    await keep(keyed)
    dispute = {"project": "bridge", "reason": "dispute"}
    await keyed.do(use.suspend_retention, SuspendRetentionOfProject.model_validate(dispute), RetentionAnswer)
    assert await told(keyed, "2027-01-01") == []
    await keyed.do(use.resume_retention, ResumeRetentionOfProject.model_validate(dispute), RetentionAnswer)
    assert [row[2:] for row in await told(keyed, "2027-01-02")] == [
        ("erasure_of_participants_not_proposed", date(2026, 12, 31))
    ]
    body = {"project": "bridge", "until": "2028-12-31", "basis": "authority", "reason": "pismo instytucji"}
    await keyed.do(use.extend_retention, ExtendRetentionOfProject.model_validate(body), RetentionAnswer)
    assert len(await told(keyed, "2028-12-31")) == 1
    assert [row[3] for row in await told(keyed, "2029-01-01")] == [date(2026, 12, 31), date(2028, 12, 31)]


async def test_a_service_tells_by_itself(counter: Counter) -> None:
    await counter.post("open_project", {"definition": definition().model_dump(mode="json")})
    person = {"given_name": "Anna", "family_name": "Nowak", "pesel": pesel(BORN, 700, Sex.FEMALE)}
    known = await counter.post("register_person", {"project": "bridge", "capacity": "volunteer", "person": person})
    said = {"person": known.json()["person_id"], "kind": "access", "received_on": "2021-03-01", "channel": "letter"}
    request = (await counter.post("record_subject_request", said)).json()["request_id"]
    await counter.advance("2021-03-27")

    async def listed() -> list[dict[str, Any]]:
        answer = await counter.http.get("/internal/queries/attention", headers=counter.token(Role.SOCIAL_WORKER))
        return answer.json()["items"]

    (one,) = await eventually(listed, what="staff are told")
    assert (one["stream"], one["code"]) == (f"subject_request:{request}", "subject_request_due_soon")
