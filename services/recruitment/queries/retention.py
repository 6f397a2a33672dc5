"""Until when the data of a project is kept, why, and who is due."""

from datetime import date
from uuid import UUID

from pydantic import Field

from services.recruitment.domain.erasure import due, without_place
from services.recruitment.domain.retention import RETENTION, Retention
from services.recruitment.domain.retention_events import Days
from services.recruitment.domain.retention_rules import CountedFrom, Whom
from services.recruitment.events import EVENTS
from services.recruitment.projections.caseload import reached_among
from services.recruitment.projections.project import find_project
from services.recruitment.projections.retention import Extension, Suspension, entries_of, find_retention
from services.recruitment.rules import RETENTION as RETENTION_RULES
from services.recruitment.rules import retention_rule
from shared.http.operations import Look, Looking
from shared.kernel.command import View
from shared.kernel.ids import Code
from shared.privacy.sealed import owner_of
from shared.store.database import Connection
from shared.store.load import tail

SHOWN = 500
"""Ids of people who are due in one answer."""


class BasisView(View):
    """A legal basis, where it stands and how sure we are."""

    basis: Code
    title: str
    source: str
    confidence: str


class Kept(View):
    """People of the project's registry. `due`: whose last day has passed, while nothing suspends it."""

    whom: Whom
    basis: BasisView | None
    until: date | None = Field(description="the last day of keeping; null: nothing is set yet")
    people: int
    due: int


class ShorterView(View):
    """A shorter period that waits for a second person; `until` and `candidates_until`: the last days it would set."""

    proposal: UUID
    basis: BasisView
    candidates_basis: BasisView
    days: Days
    until: date
    candidates_until: date
    reason: str
    proposed_by: UUID = Field(description="the account of who proposed it")


class RetentionView(View):
    """`kept`: candidates who never had a place, and everybody else. `due`: the ids of who is due, 500 at most."""

    project: Code
    days: Days | None
    kept: list[Kept]
    extensions: tuple[Extension, ...]
    suspended: tuple[Suspension, ...]
    due: list[UUID]
    proposed: ShorterView | None
    ended_on: date | None = Field(description="the day on which the last text of the project was closed for ever")


async def retention(project: Code, look: Looking) -> RetentionView:
    """Until when the data of a project is kept and why, what suspends it, and who is due today.

    An account of own cases finds only these among the ids; the counts stay whole.
    """
    await find_project(look.db, look.who, project)
    card = await find_retention(look.db, project)
    state, today = await retention_state(look.db, project), await look.today()
    entries = await entries_of(look.db, project)
    candidates, is_due = without_place(entries), due(entries, state, today)
    others = {entry.person for entry in entries} - candidates
    kept = [
        _kept(Whom.CANDIDATES, card.candidates_basis, state, candidates, is_due),
        _kept(Whom.PARTICIPANTS, card.basis, state, others, is_due),
    ]
    named = card.model_dump(include={"extensions", "suspended", "ended_on"})
    proposed = await _shorter(look, state)
    shown = sorted(await reached_among(look.db, look.who, is_due, project))[:SHOWN]
    return RetentionView(project=project, days=card.days, kept=kept, due=shown, proposed=proposed, **named)


def _kept(whom: Whom, basis: Code | None, state: Retention, people: set[UUID], is_due: set[UUID]) -> Kept:
    named = basis_view(basis) if basis else None
    return Kept(whom=whom, basis=named, until=state.last_day(whom), people=len(people), due=len(people & is_due))


PROPOSED = "SELECT event_id FROM event WHERE stream_id = $1 AND name = $2 ORDER BY version DESC LIMIT 1"


async def _shorter(look: Look, state: Retention) -> ShorterView | None:
    """What waits for a second person, in clear: whoever approves has to know why. None once the project's keys are gone."""
    proposed = None if state.ended else state.proposed
    if proposed is None:
        return None
    stream = RETENTION.stream(proposed.project)
    event, owner = await look.db.driver.fetchval(PROPOSED, stream, type(proposed).__name__), owner_of(proposed, stream)
    ring = await look.keys.for_opening({owner})
    return ShorterView(
        proposal=proposed.proposal,
        basis=basis_view(proposed.basis),
        candidates_basis=basis_view(proposed.candidates_basis),
        days=proposed.days,
        until=proposed.keep_until,
        candidates_until=proposed.keep_candidates_until,
        reason=ring.open(proposed.reason.token or "", owner, "reason", event),
        proposed_by=proposed.proposed_by,
    )


def basis_view(basis: Code) -> BasisView:
    rule = retention_rule(basis)
    return BasisView(basis=rule.basis, title=rule.title, source=rule.source, confidence=rule.confidence)


async def retention_state(db: Connection, project: Code) -> Retention:
    """What decisions about the project's retention need."""
    return RETENTION.fold(RETENTION.initial, await tail(db, EVENTS, RETENTION.stream(project), 0))


class ChoosableBasis(BasisView):
    """A basis of the rule pack: whose data it keeps, and the day its period is counted from (null: it names a last day)."""

    whom: Whom
    counted_from: CountedFrom | None


class RetentionBases(View):
    """The bases that the retention of a project may name."""

    items: list[ChoosableBasis]


async def retention_bases(look: Looking) -> RetentionBases:
    """The legal bases of the rule pack, in its order."""
    return RetentionBases(
        items=[
            ChoosableBasis(**dict(basis_view(rule.basis)), whom=rule.whom, counted_from=rule.counted_from)
            for rule in RETENTION_RULES.values()
        ]
    )
