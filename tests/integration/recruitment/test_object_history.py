"""What happened to an object, on a real database: newest first, nothing opened, no situation of a person named."""

import json
from dataclasses import replace
from typing import Any
from uuid import uuid4

from fastapi import Response

from services.recruitment.commands.applying import ApplicationAnswer
from shared.http.history import ObjectHistory, object_history
from shared.http.operations import Desk, Look
from shared.http.tokens import Verifier
from tests.integration.recruitment.office import Office
from tests.integration.recruitment.test_calls import call

SITUATION = ("premises", "disability_degree", "disability_kinds", "labour_status", "priority_groups", "in_education")


async def told(office: Office, asked: str, projects: frozenset[str] | None = None, **more: Any) -> ObjectHistory:
    desk = Desk(office.commands, office.database, office.commands.keys, Verifier.__new__(Verifier), nothing_to_wait_for)
    async with office.database.read() as db:
        look = Look(db, replace(office.who, projects=projects), office.commands.keys, Response())
        return await object_history(asked, look, desk, **more)


async def nothing_to_wait_for(after: str) -> None:
    """Nobody consumes here."""


async def test_an_application_is_told_newest_first_with_who_and_what(office: Office) -> None:
    await office.open()
    applied: ApplicationAnswer = await office.submit()
    items = (await told(office, str(applied.application_id))).items

    assert [one.event for one in items] == ["ApplicationSubmitted"]
    assert (items[0].title, items[0].actor, items[0].project) == ("Złożono zgłoszenie", office.who.actor, "bridge")
    assert items[0].fields["person"] == str(applied.person_id)


async def test_nothing_is_opened_and_no_situation_is_named(office: Office) -> None:
    await office.open()
    applied: ApplicationAnswer = await office.submit()
    items = (await told(office, str(applied.person_id))).items
    text = json.dumps([one.model_dump(mode="json") for one in items], ensure_ascii=False)

    registered = next(one for one in items if one.event == "PersonRegistered")
    assert {"given_name", "family_name", "pesel"} <= set(registered.sealed)
    assert "v1." not in text, "no token either"
    assert not any(name in text for name in SITUATION)


async def test_of_a_call_to_complete_only_the_day_is_told(office: Office) -> None:
    await office.open()
    applied = (await office.submit()).application_id
    last = await call(office, applied, "disability")
    (called, _) = (await told(office, str(applied))).items
    assert called.event == "ApplicantCalledToComplete"
    assert called.fields == {"project": "bridge", "application": str(applied), "complete_by": str(last)}


async def test_a_project_is_told_by_its_code_a_page_at_a_time(office: Office) -> None:
    await office.open()
    await office.submit()
    whole = (await told(office, "bridge")).items
    newest = (await told(office, "bridge", limit=1)).items
    rest = (await told(office, "bridge", before=newest[0].recorded_at)).items

    assert whole[-1].event in ("ProjectOpened", "TargetGroupOpened")
    assert newest == whole[:1]
    assert rest == [one for one in whole if one.recorded_at < newest[0].recorded_at]


async def test_an_account_of_another_project_is_told_nothing_of_this_one(office: Office) -> None:
    await office.open()
    applied: ApplicationAnswer = await office.submit()

    assert (await told(office, str(applied.application_id), frozenset({"other"}))).items == []
    assert len((await told(office, str(applied.application_id), frozenset({"bridge"}))).items) == 1
    assert (await told(office, str(uuid4()))).items == []
