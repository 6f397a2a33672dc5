"""A recruitment desk for tests: the use cases as a worker calls them, on a real database and a business date of choice."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from fastapi import Response

from services.recruitment import commands as use_cases
from services.recruitment.commands.applying import (
    ApplicationAnswer,
    AssessApplication,
    SubmitApplication,
)
from services.recruitment.commands.participating import EndParticipation, SignContract
from services.recruitment.commands.placing import (
    RecruitAnswer,
    RecruitCandidate,
)
from services.recruitment.commands.projects import ProjectAnswer
from services.recruitment.domain.project import OpenProject
from services.recruitment.domain.words import Sex
from services.recruitment.main import SERVICE
from services.recruitment.queries.applications import application
from services.recruitment.queries.projects import reserve_list, target_group
from services.recruitment.reads import AttendanceCorrected, WorkshopAttended
from services.recruitment.timers import expire_unanswered_offers
from shared.bus.effects import React
from shared.events.envelope import Meta
from shared.events.event import Event
from shared.http.operations import Look
from shared.http.roles import Role
from shared.kernel.errors import Refused
from shared.kernel.ids import ActorId
from shared.store.answer import Answer
from shared.store.database import Database
from shared.store.transaction import Commands, Request, Who
from tests.unit.recruitment.examples import definition, pesel

WORKER = Who(ActorId(uuid4()), frozenset({"social_worker", "coordinator"}), "MOPS")
RESIDENTS = {"project": "bridge", "target_group": "residents"}


@dataclass
class Office:
    """A centre's recruitment desk: commands as a worker gives them, on a business date that the test sets."""

    database: Database
    commands: Commands
    who: Who = WORKER
    people: int = 0

    async def today(self, day: str) -> None:
        async with self.database.begin() as db:
            await db.driver.execute("DELETE FROM business_date")
            await db.driver.execute("INSERT INTO business_date (today) VALUES ($1)", date.fromisoformat(day))
        await expire_unanswered_offers(self.commands, date.fromisoformat(day))

    async def do(self, handler: Any, body: Any, kind: Any = Answer, **request: Any) -> Any:
        """A command with a key of its own, unless `key` is given; `expected` is its If-Match."""
        asked = Request(body, self.who, request.pop("key", str(uuid4())), uuid4(), **request)
        return await self.commands.execute(handler, asked, kind)

    async def open(self, **changes: Any) -> None:
        await self.do(use_cases.open_project, OpenProject(definition=definition(**changes)), ProjectAnswer)

    def form(self, **changes: Any) -> SubmitApplication:
        """The form of somebody new, unless `person` is given."""
        self.people += 1
        number = pesel(date(1980, 3, 17), self.people, Sex.FEMALE)
        written = RESIDENTS | {
            "person": {"given_name": "Anna", "family_name": f"Nowak-{self.people}", "pesel": number},
            "applied_at": "2021-02-01T09:00",
            "premises": ["art7"],
            "disability": {"degree": "none"},
            "labour_status": "inactive",
            "no_same_support": True,
        }
        return SubmitApplication.model_validate(written | changes)

    async def submit(self, **changes: Any) -> ApplicationAnswer:
        return await self.do(use_cases.submit_application, self.form(**changes), ApplicationAnswer)

    async def eligible(self, **changes: Any) -> UUID:
        applied = (await self.submit(**changes)).application_id
        await self.do(use_cases.assess_application, AssessApplication(application=applied, eligible=True))
        return applied

    async def recruit(self, applied: UUID, **request: Any) -> str:
        body = RecruitCandidate(application=applied)
        answer: RecruitAnswer = await self.do(use_cases.recruit_candidate, body, RecruitAnswer, **request)
        return answer.outcome.value

    async def candidate(self, **changes: Any) -> UUID:
        """Somebody eligible who asked for a place."""
        applied = await self.eligible(**changes)
        await self.recruit(applied)
        return applied

    async def sign(self, participant: UUID, signed_on: str = "2021-03-01", **more: Any) -> None:
        body = SignContract.model_validate({"application": participant, "signed_on": signed_on} | more)
        await self.do(use_cases.sign_contract, body)

    async def end(self, participant: UUID, on: str, reason: str, along_path: bool) -> None:
        body = {"application": participant, "on": on, "reason": reason, "along_path": along_path}
        await self.do(use_cases.end_participation, EndParticipation.model_validate(body))

    async def ask(self, query: Any, **parameters: Any) -> Any:
        async with self.database.read() as db:
            return await query(**parameters, look=Look(db, self.who, self.commands.keys, Response(), self.commands.clock))

    async def places(self) -> list[tuple[UUID, str]]:
        listed = await self.ask(reserve_list, **RESIDENTS)
        assert [item.place for item in listed.items] == list(range(1, len(listed.items) + 1))
        return [(item.application, item.state.value) for item in listed.items]

    async def counts(self) -> dict[str, int]:
        group = await self.ask(target_group, **RESIDENTS)
        return group.model_dump(include={"limit", "taken", "offered", "free", "waiting"})

    async def status(self, applied: UUID) -> str:
        found = await self.ask(application, application=applied)
        return str(found.status.value)

    async def rows(self, query: str, *parameters: object) -> list[asyncpg.Record]:
        async with self.database.read() as db:
            return await db.driver.fetch(query, *parameters)

    async def published(self, name: str) -> list[dict[str, Any]]:
        query = "SELECT message FROM event WHERE name = $1 ORDER BY position"
        return [json.loads(row["message"]) for row in await self.rows(query, name)]

    async def hear(self, event: Event, on: str) -> None:
        """An event of activities arrives."""
        meta = Meta(
            id=uuid4(),
            name=type(event).__name__,
            version=1,
            stream="attendance:x",
            sequence=1,
            effective_on=date.fromisoformat(on),
            recorded_at=datetime.now(UTC),
            correlation=uuid4(),
            causation=uuid4(),
            actor=WORKER.actor,
        )
        reaction = React("test.recruitment.react", self.commands, SERVICE.reactions)
        async with self.database.begin() as db:
            await reaction.apply(db, [(event, meta)])

    async def attended(self, participant: UUID, session: UUID, on: str, service_class: str = "social") -> None:
        presence = {"project": "bridge", "participant": participant, "session": session, "on": on}
        presence |= {"service_class": service_class}
        await self.hear(WorkshopAttended.model_validate(presence), on)

    async def corrected(
        self, participant: UUID, session: UUID, on: str, *, present: bool, service_class: str = "social"
    ) -> None:
        presence = {"project": "bridge", "participant": participant, "session": session, "on": on}
        presence |= {"service_class": service_class}
        correction = presence | {"was_present": not present, "present": present}
        await self.hear(AttendanceCorrected.model_validate(correction), on)

    async def attention(self) -> list[str]:
        return [row["code"] for row in await self.rows("SELECT code FROM attention ORDER BY id")]


async def refusal(work: Any, kind: type[Refused] = Refused) -> str:
    with pytest.raises(kind) as no:
        await work
    return no.value.code


def minutes(first: datetime, count: int) -> Iterable[str]:
    return ((first + timedelta(minutes=number)).isoformat() for number in range(count))


def seen_by(office: Office, *roles: Role, projects: frozenset[str] | None = None) -> Office:
    return replace(office, who=Who(WORKER.actor, frozenset(roles), "MOPS", projects))


async def logged(office: Office) -> list[tuple[Any, ...]]:
    rows = await office.rows("SELECT people, fields, purpose, project FROM access_log ORDER BY n")
    return [tuple(row) for row in rows]
