"""Composing: a period's figures from our own facts, in one snapshot, and what finance and recruitment answer the caller."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.reporting.masking import masked
from services.reporting.projections.certificates import certified_in
from services.reporting.projections.headcount import Headcount, headcount_on
from services.reporting.projections.headcount import People as Persons
from services.reporting.projections.project_fact import titles
from services.reporting.projections.supports import Held, Supports, held_in, supports_in
from services.reporting.report import (
    Answered,
    Budget,
    Counted,
    Effectiveness,
    Families,
    GroupCounted,
    People,
    PeriodicReport,
    Support,
    Took,
)
from shared.http.operations import Look
from shared.http.roles import Role
from shared.kernel.clock import WARSAW
from shared.kernel.errors import NotFound
from shared.store.database import Connection

MAY_SEE_FEW = frozenset({Role.SOCIAL_WORKER, Role.COORDINATOR, Role.AUDITOR})
"""Who may see groups under five."""
READINGS = ("all_finished", "closed_windows")
FACTS = ("participation_fact", "session_fact", "support_fact", "family_fact", "certificate_fact")


@dataclass(frozen=True, slots=True)
class Composed:
    """A report, and how many facts of each kind it was made of."""

    report: PeriodicReport
    facts: Mapping[str, int]


def sees_few(look: Look) -> bool:
    """May this caller see groups under five?"""
    return not MAY_SEE_FEW.isdisjoint(look.who.roles)


async def compose(
    look: Look, project: str, since: date, until: date, known_at: datetime | None, readings: Sequence[str] = READINGS
) -> Composed:
    """The report of a period, as it may be seen by who asks; as known at a moment (None: now).

    People and money are those of the last day; effectiveness, in these readings, is measured by today, since what became of
    people is known only afterwards; of earlier knowledge, by the day of that.

    Raises `NotFound` (`unknown_project`), `NotYet` (`unavailable`).
    """
    today = await look.today()
    known: datetime = known_at or await look.db.driver.fetchval("SELECT clock_timestamp()")
    as_of = measured_on(today, known_at)
    budget, *measured = await asyncio.gather(
        _budget(look, project, until, known), *(_effectiveness(look, project, as_of, known_at, one) for one in readings)
    )
    async with look.db.driver.transaction(isolation="repeatable_read", readonly=True):
        report = await _of_facts(look.db, project, since, until, known)
        facts = await _counted_facts(look.db, project, known)
    effectiveness = tuple(one for one in measured if one is not None)
    whole = report.model_copy(update={"budget": budget, "effectiveness": effectiveness})
    return Composed(whole if sees_few(look) else masked(whole), facts)


def measured_on(today: date, known_at: datetime | None) -> date:
    """The day effectiveness is measured by: of earlier knowledge not today, when windows are over that were open then."""
    return today if known_at is None else min(today, known_at.astimezone(WARSAW).date())


async def _budget(look: Look, project: str, until: date, known_at: datetime) -> Budget | None:
    """As finance answers it; None before a budget was approved."""
    asked = {"project": project, "as_of": until, "known_at": known_at.isoformat()}
    try:
        return await look.ask("finance", "budget_execution", asked, Budget)
    except NotFound as no:
        if no.code == "unknown_budget":
            return None
        raise


async def _effectiveness(
    look: Look, project: str, as_of: date, known_at: datetime | None, reading: str
) -> Effectiveness | None:
    """As recruitment answers it; None where the project is not measured."""
    asked = {"project": project, "as_of": as_of, "reading": reading, "known_at": known_at and known_at.isoformat()}
    answer = await look.ask("recruitment", "effectiveness", asked, Answered)
    return None if answer.rule is None else Effectiveness(**dict(answer) | {"rule": answer.rule})


async def _of_facts(db: Connection, project: str, since: date, until: date, known_at: datetime) -> PeriodicReport:
    title, groups = await titles(db, project)
    people = await headcount_on(db, project, until, known_at)
    given = await supports_in(db, project, since, until, known_at)
    held = await held_in(db, project, since, until, known_at)
    return PeriodicReport(
        project=project,
        title=title,
        since=since,
        until=until,
        known_at=known_at,
        masked=False,
        people=_people(people, groups),
        supports=_supports(given),
        families=Families(adults=given.families.adults, children=given.families.children),
        activities=tuple(_took(one) for one in held),
        certificates=tuple(await certified_in(db, project, since, until, known_at)),
        budget=None,
        effectiveness=(),
    )


async def _counted_facts(db: Connection, project: str, known_at: datetime) -> dict[str, int]:
    count = "SELECT count(*) FROM {} WHERE project = $1 AND recorded_at <= $2"
    return {table: await db.driver.fetchval(count.format(table), project, known_at) for table in FACTS}


def _people(head: Headcount, groups: Mapping[str, str]) -> People:
    return People(
        as_of=head.as_of,
        all=_counted(head),
        target_groups=tuple(
            GroupCounted(target_group=one.target_group, title=groups[one.target_group], **_counted(one).model_dump())
            for one in head.target_groups
        ),
        ever_supported=_counted(head.ever_supported),
        contracts=_counted(head.contracts),
        places_taken=head.places_taken,
    )


def _counted(people: Persons) -> Counted:
    return Counted(persons=people.persons, women=people.women, men=people.men)


def _supports(given: Supports) -> tuple[Support, ...]:
    """Each class of which something was given, then all together."""
    rows = [*((one.service_class.value, one) for one in given.classes), (None, given.totals)]
    return tuple(
        Support(
            service_class=service_class,
            sessions=one.sessions,
            attendances=one.attendances,
            participants=one.participants,
            hours=str(one.hours),
        )
        for service_class, one in rows
    )


def _took(one: Held) -> Took:
    return Took(**one.model_dump() | {"hours": str(one.hours), "person_hours": str(one.person_hours)})
