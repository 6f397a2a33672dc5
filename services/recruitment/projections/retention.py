"""How long each project keeps its data, as it stands, and whom of the registry that concerns."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Date, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from services.recruitment.domain.erasure import Entered
from services.recruitment.domain.retention_events import (
    Days,
    ExtensionBasis,
    RetentionEnded,
    RetentionExtended,
    RetentionResumed,
    RetentionSet,
    RetentionSuspended,
    SuspensionReason,
)
from services.recruitment.domain.retention_rules import Whom
from services.recruitment.projections.merge import resolve_all
from services.recruitment.projections.person import As
from services.recruitment.projections.reading import METADATA, first, rows
from shared.events.envelope import Meta
from shared.events.event import Event
from shared.kernel.command import View
from shared.kernel.errors import Refused
from shared.kernel.ids import Code
from shared.projection.projection import Projection, hash_key
from shared.store.database import Connection

RETENTION_CARD = Table(
    "retention_card",
    METADATA,
    Column("project", Text, primary_key=True),
    Column("basis", Text),
    Column("candidates_basis", Text),
    Column("days", JSONB),
    Column("until", Date),
    Column("candidates_until", Date),
    Column("extensions", JSONB, nullable=False),
    Column("suspended", JSONB, nullable=False),
    Column("ended_on", Date),
)


class Extension(View):
    """A later last day."""

    whom: Whom
    until: date
    basis: ExtensionBasis
    on: date


class Suspension(View):
    """What stops the end of retention, and since when."""

    reason: SuspensionReason
    since: date


class RetentionCard(View):
    """The last days by the bases, and what changed them."""

    project: Code
    basis: Code | None = None
    candidates_basis: Code | None = None
    days: Days | None = None
    until: date | None = None
    candidates_until: date | None = None
    extensions: tuple[Extension, ...] = ()
    suspended: tuple[Suspension, ...] = ()
    ended_on: date | None = None


RetentionFact = RetentionSet | RetentionExtended | RetentionSuspended | RetentionResumed | RetentionEnded


def key(event: Event, meta: Meta) -> tuple[Code] | None:
    return (event.project,) if isinstance(event, RetentionFact) else None


def evolve(row: RetentionCard | None, event: Event, meta: Meta) -> RetentionCard | None:
    if not isinstance(event, RetentionFact):
        return row
    card = row or RetentionCard(project=event.project)
    return card.model_copy(update=_changes(card, event, meta.effective_on))


def _changes(card: RetentionCard, event: RetentionFact, on: date) -> dict[str, Any]:
    match event:
        case RetentionSet():
            last = {"until": event.keep_until, "candidates_until": event.keep_candidates_until}
            return last | {name: getattr(event, name) for name in ("basis", "candidates_basis", "days")}
        case RetentionExtended():
            longer = Extension(whom=event.whom, until=event.keep_until, basis=event.basis, on=on)
            return {"extensions": (*card.extensions, longer)}
        case RetentionSuspended():
            return {"suspended": (*card.suspended, Suspension(reason=event.because, since=on))}
        case RetentionResumed():
            return {"suspended": tuple(one for one in card.suspended if one.reason is not event.because)}
        case RetentionEnded():
            return {"ended_on": on}


RETENTIONS = Projection(RETENTION_CARD, RetentionCard, key, evolve, of_one_stream=True)


async def find_retention(db: Connection, project: Code) -> RetentionCard:
    """The card; an empty one where nothing was set yet."""
    found = await first(db, RetentionCard, "SELECT * FROM retention_card WHERE project = $1", project)
    return found or RetentionCard(project=project)


class _Row(View):
    person: UUID
    capacities: tuple[As, ...]


ENTRIES = "SELECT person, capacities FROM person_card WHERE project = $1 ORDER BY person"
APPLIED = "SELECT DISTINCT person FROM application_card WHERE project = $1"
PLACED = "SELECT DISTINCT person FROM participation_card WHERE project = $1"


async def entries_of(db: Connection, project: Code) -> list[Entered]:
    """Everybody whom the registry keeps for a project, by id.

    A human being may have applied under another of their ids than that of the card: what counts is the human being.
    """
    found = await rows(db, _Row, ENTRIES, project)
    applied, placed = [{row["person"] for row in await db.driver.fetch(query, project)} for query in (APPLIED, PLACED)]
    humans = await resolve_all(db, applied | placed | {one for row in found for one in _named(row)})
    return [_entered(row, humans, {humans[one] for one in applied}, {humans[one] for one in placed}) for row in found]


def _named(row: _Row) -> Iterable[UUID]:
    return [row.person, *(one.of for one in row.capacities if one.of is not None)]


def _entered(row: _Row, humans: dict[UUID, UUID], applied: set[UUID], placed: set[UUID]) -> Entered:
    human = humans[row.person]
    return Entered(
        person=row.person,
        human=human,
        applied=human in applied,
        had_place=human in placed,
        capacities=tuple((one.capacity, one.of and humans[one.of]) for one in row.capacities),
    )


ENDED = "SELECT ended_on IS NOT NULL FROM retention_card WHERE project = $1 FOR SHARE"
ENDING = "SELECT true FROM retention_card WHERE project = $1 FOR UPDATE"
TAKING_IN = "SELECT pg_advisory_xact_lock_shared($1)"
ALONE = "SELECT pg_advisory_xact_lock($1)"
KNOWN = "SELECT EXISTS (SELECT 1 FROM person_card WHERE project = $1)"


async def check_not_ended(db: Connection, project: Code) -> None:
    """Refuse (`retention_ended`) once everybody of the project was erased: nobody is taken in any more.

    The project does not end before this transaction has, even if its retention is set meanwhile.
    """
    ended = await db.driver.fetchval(ENDED, project)
    if ended is None:  # nothing is set, so there is no row to hold
        await db.driver.execute(TAKING_IN, hash_key("retention", project))
        ended = await db.driver.fetchval(ENDED, project)
    if ended:
        rule = "the data of the project is erased, and nobody is taken in any more"
        raise Refused("retention_ended", field="project", rule=rule)


async def nobody_left(db: Connection, project: Code) -> bool:
    """Has everybody of the project been erased? Whoever is being taken in is waited for, and nobody is until the end."""
    await db.driver.execute(ALONE, hash_key("retention", project))
    await db.driver.execute(ENDING, project)
    return not await db.driver.fetchval(KNOWN, project)
