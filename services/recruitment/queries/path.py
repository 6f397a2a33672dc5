"""The path of a participant: the contract with its goals, the days of support, and what was established after leaving."""

import json
from datetime import date
from uuid import UUID

from pydantic import Field

from services.recruitment.access_log import record
from services.recruitment.domain.effectiveness_facts import Exclusion, Job, SocialEffect
from services.recruitment.domain.participation import PARTICIPATION, Support
from services.recruitment.domain.participation_events import ContractSigned
from services.recruitment.domain.words import STATUS_LABELS, ApplicationStatus, EndReason
from services.recruitment.events import EVENTS
from services.recruitment.projections.application import find_application
from services.recruitment.projections.caseload import project_of_case
from services.recruitment.projections.outcome import OutcomeCard, Situated
from services.recruitment.projections.participation import ParticipationCard
from services.recruitment.projections.person import projects_of
from services.recruitment.projections.reading import first
from services.recruitment.queries.people import Purpose, absent
from services.recruitment.rules import known_purpose
from shared.events.event import Sealed
from shared.http.operations import Look, Looking
from shared.kernel.command import View
from shared.kernel.ids import Code
from shared.privacy.sealed import owner_of

READ = ("goals", "end_reason", "exclusions", "situations", "employment", "social")


class Path(View):
    """What was agreed, what was done for it and what came of it. A participant's id is the application's."""

    application: UUID
    person: UUID
    project: Code
    target_group: Code
    status: ApplicationStatus
    status_label: str
    contract_signed_on: date | None
    goals: list[str] = Field(description="of the contract, as they were agreed")
    supports: list[Support] = Field(description="sessions at which the participant was present, the earliest first")
    started_on: date | None
    ended_on: date | None
    along_path: bool | None
    end_reason: EndReason | None
    exclusions: list[Exclusion]
    situations: list[Situated]
    employment: Job | None
    social: SocialEffect | None
    today: date


async def path(application: UUID, look: Looking, purpose: Purpose = None) -> Path:
    """A participant's path; opening it is logged.

    Refused: `unknown_purpose`, `unknown_application`, `project_out_of_scope`, `person_out_of_scope`,
    `person_erased`.
    """
    known_purpose(purpose)
    card = await find_application(look.db, application)
    await project_of_case(look.db, look.who, card.project, card.person)
    if card.project not in await projects_of(look.db, card.person):
        raise await absent(look.db, card.person, card.project)
    await record(look, people=[card.person], fields=READ, purpose=purpose, project=card.project)
    found = await first(look.db, ParticipationCard, "SELECT * FROM participation_card WHERE participant = $1", application)
    outcome = await first(look.db, OutcomeCard, "SELECT * FROM outcome_card WHERE participant = $1", application)
    outcome = outcome or OutcomeCard(participant=application, project=card.project)
    goals, supports = await _agreed(look, application)
    named = outcome.model_dump(include={"exclusions", "situations", "employment", "social"})
    dates = ("contract_signed_on", "started_on", "ended_on", "along_path", "end_reason")
    return Path(
        **card.model_dump(include={"application", "person", "project", "target_group", "status"}),
        status_label=STATUS_LABELS[card.status],
        goals=goals,
        supports=supports,
        **{name: getattr(found, name, None) for name in dates},
        **named,
        today=await look.today(),
    )


AGREED = """
SELECT name, schema_version, data::text AS data, event_id, stream_id FROM event WHERE stream_id = $1 ORDER BY version
"""


async def _agreed(look: Look, application: UUID) -> tuple[list[str], list[Support]]:
    """The goals of the contract, and the supports as they stand."""
    goals: list[str] = []
    participation = PARTICIPATION.initial
    for name, version, data, event_id, stream in await look.db.driver.fetch(AGREED, PARTICIPATION.stream(application)):
        event = EVENTS.decode(name, version, data)
        participation = PARTICIPATION.fold(participation, [event])
        if isinstance(event, ContractSigned) and isinstance(event.goals, Sealed):
            owner = owner_of(event, stream)
            ring = await look.keys.for_opening({owner})
            goals = json.loads(ring.open(event.goals.token or "", owner, "goals", event_id))
    return goals, sorted(participation.supports, key=lambda one: one.on)
