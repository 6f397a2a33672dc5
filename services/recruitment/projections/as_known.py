"""Outcomes as they were known at a moment: from the events recorded until then, by the folds of the read models."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from services.recruitment.domain.application import APPLICATION
from services.recruitment.domain.effectiveness_facts import PersonFacts
from services.recruitment.domain.outcome import OUTCOME
from services.recruitment.domain.participation import PARTICIPATION
from services.recruitment.domain.places import PLACES
from services.recruitment.events import EVENTS
from services.recruitment.projections.application import APPLICATIONS, ApplicationCard
from services.recruitment.projections.outcome import OUTCOMES, OutcomeCard
from services.recruitment.projections.participation import PARTICIPATIONS, ParticipationCard
from shared.kernel.ids import Code
from shared.operations.as_known import folded, recorded_until
from shared.store.database import Connection

PARTICIPANTS = "SELECT participant, target_group FROM participation_card WHERE project = $1"
"""Whoever was one at any moment is one of these."""


async def facts_as_known(db: Connection, project: Code, as_of: date, known_at: datetime) -> list[PersonFacts]:
    """Everybody whose participation had started by that day, as known at the moment; by id."""
    everybody = await db.driver.fetch(PARTICIPANTS, project)
    groups = {row["target_group"] for row in everybody}
    return await _facts(db, project, groups, [row["participant"] for row in everybody], as_of, known_at)


async def facts_of_one_as_known(
    db: Connection, project: Code, target_group: Code, participant: UUID, as_of: date, known_at: datetime
) -> PersonFacts | None:
    """One participant's facts as known at the moment; None: nobody knew of a start by that day."""
    found = await _facts(db, project, {target_group}, [participant], as_of, known_at)
    return found[0] if found else None


async def _facts(
    db: Connection, project: Code, groups: Collection[Code], people: Collection[UUID], as_of: date, known_at: datetime
) -> list[PersonFacts]:
    own = [of.stream(one) for one in people for of in (APPLICATION, PARTICIPATION, OUTCOME)]
    streams = own + [PLACES.stream(project, group) for group in groups]
    events = await recorded_until(db, EVENTS, streams, known_at)
    forms, outcomes, participations = folded(APPLICATIONS, events), folded(OUTCOMES, events), folded(PARTICIPATIONS, events)
    found = []
    for one in sorted(people):
        row = participations.get((one,))
        if row is not None and row.started_on is not None and row.started_on <= as_of:
            found.append(_joined(row, forms[(one,)], outcomes.get((one,))))
    return found


def _joined(participation: ParticipationCard, form: ApplicationCard, outcome: OutcomeCard | None) -> PersonFacts:
    known = form.model_dump() | participation.model_dump()
    if outcome is not None:
        known |= {"exclusions": outcome.exclusions, "employment": outcome.employment, "social": outcome.social}
    return PersonFacts.model_validate({name: known[name] for name in PersonFacts.model_fields.keys() & known.keys()})
