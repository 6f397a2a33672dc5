"""Reporting on a test's database: told events the way they travel, then asked for figures.

Business dates lie in 2022; what was recorded when is written out, so that each expected number can be counted by hand.
"""

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal

from aiokafka import ConsumerRecord

from services.reporting import queries
from services.reporting.main import SERVICE
from shared.bus.apply import Consumer, apply
from shared.bus.effects import Project
from shared.events.envelope import Meta, headers_of
from shared.http.operations import Look
from shared.kernel.ids import SYSTEM, derived_id, new_id
from shared.privacy.keys import NoKeys
from shared.store.database import Database
from shared.store.migrate import migrate
from shared.store.transaction import Who

PROJECT = "wszyscy-razem"
ANNA, BEATA, CZESLAW = "anna", "beata", "czeslaw"
SEXES = {ANNA: "female", BEATA: "female", CZESLAW: "male"}
GROUPS = {ANNA: "families", BEATA: "families", CZESLAW: "dependent"}


def uid(name: str) -> str:
    return str(derived_id("test", name))


def day(text: str) -> date:
    return date.fromisoformat(f"2022-{text}")


def moment(text: str) -> datetime:
    """`05-31 12`: 31 May 2022, noon UTC."""
    return datetime.strptime(f"2022-{text}", "%Y-%m-%d %H").replace(tzinfo=UTC)


@dataclass
class Told:
    """Collects published events the way they travel, and hands them to the consumer."""

    database: Database
    sequences: Counter[str] = field(default_factory=Counter)
    records: list[ConsumerRecord] = field(default_factory=list)

    def that(self, name: str, stream: str, recorded: str, effective: str | None = None, **body: object) -> None:
        self.sequences[stream] += 1
        at = moment(recorded)
        meta = Meta(
            id=new_id(),
            name=name,
            version=1,
            stream=stream,
            sequence=self.sequences[stream],
            effective_on=day(effective) if effective else at.date(),
            recorded_at=at,
            correlation=new_id(),
            causation=new_id(),
            actor=SYSTEM,
        )
        value = json.dumps({"project": PROJECT, "grown_later": 1, **body}).encode()
        headers = headers_of(meta, "urn:test")
        place = len(self.records)
        self.records.append(ConsumerRecord("t", 0, place, 0, 0, b"p", value, None, 1, len(value), headers))

    def recruited(self, who: str, on: str, person: str | None = None, sex: str | None = None) -> None:
        self.that(
            "ParticipantRecruited",
            f"places:{GROUPS.get(who, 'families')}",
            f"{on} 08",
            target_group=GROUPS.get(who, "families"),
            participant=uid(who),
            person=uid(f"person of {person or who}"),
            sex=sex or SEXES[who],
        )

    def signed(self, who: str, on: str) -> None:
        self.that("ContractSigned", f"participation:{who}", f"{on} 09", on, participant=uid(who), signed_on=f"2022-{on}")

    def started(self, who: str, on: str, recorded: str | None = None) -> None:
        self.that(
            "ParticipationStarted", f"participation:{who}", recorded or f"{on} 10", on, participant=uid(who), on=f"2022-{on}"
        )

    def start_corrected(self, who: str, previous: str, on: str | None, recorded: str) -> None:
        self.that(
            "ParticipationStartCorrected",
            f"participation:{who}",
            recorded,
            on or previous,
            participant=uid(who),
            previous=f"2022-{previous}",
            on=on and f"2022-{on}",
        )

    def ended(self, who: str, on: str, recorded: str | None = None) -> None:
        self.that(
            "ParticipationEnded",
            f"participation:{who}",
            recorded or f"{on} 16",
            on,
            participant=uid(who),
            on=f"2022-{on}",
            along_path=False,
        )

    def session(self, name: str, on: str, title: str = "Kino", hours: str = "2.00") -> None:
        self.that("ActivityPlanned", f"activity:{name}", "01-02 08", activity=uid(f"activity {name}"), title=title)
        self.that(
            "SessionScheduled",
            f"session:{name}",
            "01-02 09",
            on,
            activity=uid(f"activity {name}"),
            session=uid(name),
            on=f"2022-{on}",
            hours=hours,
        )

    def attended(self, who: str, name: str, on: str, hours: str = "2.00", service_class: str = "social") -> None:
        self.that(
            "WorkshopAttended",
            f"session:{name}",
            f"{on} 18",
            on,
            session=uid(name),
            participant=uid(who),
            on=f"2022-{on}",
            hours=hours,
            service_class=service_class,
        )

    def attendance_corrected(self, who: str, name: str, on: str, recorded: str, *, hours: str) -> None:
        self.that(
            "AttendanceCorrected",
            f"session:{name}",
            recorded,
            on,
            session=uid(name),
            participant=uid(who),
            on=f"2022-{on}",
            service_class="social",
            present=Decimal(hours) > 0,
            hours=hours,
        )

    def families(self, name: str, on: str, adults: int, children: int) -> None:
        self.that(
            "FamilyAccompanied",
            f"session:{name}",
            f"{on} 18",
            on,
            session=uid(name),
            on=f"2022-{on}",
            adults=adults,
            children=children,
        )

    async def to_reporting(self) -> None:
        consumer = Consumer("read", ("t",), SERVICE.reads, Project(SERVICE.projections))
        await apply(self.database, consumer, self.records)
        async with self.database.read() as db:
            assert await db.driver.fetchval("SELECT count(*) FROM parked") == 0

    async def ask(self, query, **asked):
        async with self.database.read() as db:
            return await query(project=PROJECT, **asked, look=Look(db, Who(SYSTEM), NoKeys(), None))

    async def headcount(self, as_of: str, known: str | None = None) -> tuple[int, int, int]:
        answer = await self.ask(queries.headcount, as_of=day(as_of), known_at=moment(known) if known else None)
        return answer.persons, answer.women, answer.men


async def told_on(database: Database) -> Told:
    """A project with three target groups."""
    await migrate(database, SERVICE.migrations)
    told = Told(database)
    groups = [{"target_group": group, "title": group, "limit": 10} for group in ("dependent", "families", "activation")]
    told.that("ProjectOpened", f"project:{PROJECT}", "01-01 08", title="Wszyscy razem", target_groups=groups)
    return told
