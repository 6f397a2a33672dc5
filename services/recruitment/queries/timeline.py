"""Everything that happened to a person in the projects: who recorded it, when, why, and what stood there before.

No value of the registry stands here, `person_history` opens those; of a situation only which evidence was missing, for case
workers alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from pydantic import Field

from services.recruitment.access_log import record
from services.recruitment.domain import (
    appeal_events,
    application,
    call_events,
    outcome_events,
    participation_events,
    person_events,
    place_events,
)
from services.recruitment.domain.appeal_events import AppealDecided
from services.recruitment.domain.application import APPLICATION, ApplicationAssessed, CaseWorkerAssigned
from services.recruitment.domain.call_events import ApplicantCalledToComplete
from services.recruitment.domain.outcome import OUTCOME
from services.recruitment.domain.participation import PARTICIPATION
from services.recruitment.domain.participation_events import (
    ParticipationEnded,
    ParticipationStartCorrected,
    SupportReceived,
    SupportTakenBack,
)
from services.recruitment.domain.person import PERSON, SEALED, PersonCorrected, SubjectErased
from services.recruitment.domain.place_events import ReservePlaceOffered
from services.recruitment.domain.places import PLACES
from services.recruitment.events import EVENTS
from services.recruitment.projections.merge import ids_of
from services.recruitment.projections.person import check_reach
from services.recruitment.queries.people import Purpose, absent
from services.recruitment.roles import sees_situation
from services.recruitment.rules import known_purpose
from shared.events.event import Event, Sealed
from shared.http.operations import Look, Looking
from shared.kernel.command import View
from shared.kernel.ids import Code
from shared.privacy.ring import Ring
from shared.privacy.sealed import owner_of

WHY = ("reason", "late_reason")


class EventKind(StrEnum):
    """What an event is about."""

    APPLICATION = "application"
    PLACE = "place"
    PARTICIPATION = "participation"
    SUPPORT = "support"
    OUTCOME = "outcome"
    REGISTRY = "registry"


OF_MODULE: Mapping[str, EventKind] = {
    application.__name__: EventKind.APPLICATION,
    appeal_events.__name__: EventKind.APPLICATION,
    call_events.__name__: EventKind.APPLICATION,
    place_events.__name__: EventKind.PLACE,
    participation_events.__name__: EventKind.PARTICIPATION,
    outcome_events.__name__: EventKind.OUTCOME,
    person_events.__name__: EventKind.REGISTRY,
}


class Detail(View):
    """A fact of an event: a day, a code, or an id of an account, with what it took the place of."""

    field: Code
    before: str | None = None
    after: str | None


class Happened(View):
    """An event. `application`: null for one of the registry. `fields`: what was corrected in the registry, by name.

    `reason`: why, or why so late, as it was typed; null also where the person was erased.
    """

    event: str
    kind: EventKind
    title: str
    project: Code
    application: UUID | None
    on: date = Field(description="business date")
    recorded_at: datetime
    actor: UUID = Field(description="the account of who recorded it")
    reason: str | None
    details: list[Detail]
    fields: list[Code]


class Timeline(View):
    """Everything that happened to one human being, newest first."""

    person: UUID
    items: list[Happened]


class _Stored(NamedTuple):
    event: Event
    id: UUID
    stream: str
    on: date
    recorded_at: datetime
    actor: UUID

    @property
    def project(self) -> Code:
        found: Code = self.event.project  # type: ignore[attr-defined]  # every event of these streams has one
        return found

    @property
    def why(self) -> str | None:
        """The field that holds the reason."""
        return next((name for name in WHY if isinstance(getattr(self.event, name, None), Sealed)), None)


STORED = """
WITH mine AS (SELECT application, project, target_group FROM application_card WHERE person = ANY($1::uuid[])),
streams AS (
    SELECT kind || ':' || application AS stream_id, NULL AS about FROM mine, unnest($2::text[]) kind
    UNION SELECT $3 || ':' || one, NULL FROM unnest($1::uuid[]) one
    UNION SELECT $4 || ':' || project || '/' || target_group, application::text FROM mine
)
SELECT e.name, e.schema_version, e.data::text AS data, e.event_id, e.stream_id, e.effective_on, e.recorded_at, e.actor
FROM streams s JOIN event e USING (stream_id)
WHERE ($5::text[] IS NULL OR e.data ->> 'project' = ANY($5))
  AND (s.about IS NULL OR s.about IN (e.data ->> 'application', e.data ->> 'participant'))
ORDER BY e.effective_on DESC, e.position DESC
"""
KINDS = (APPLICATION.kind, PARTICIPATION.kind, OUTCOME.kind)


async def timeline(person: UUID, look: Looking, purpose: Purpose = None) -> Timeline:
    """What happened to a person in every project that the caller's account reaches; opening the reasons, and which evidence
    was missing, is logged.

    Refused: `unknown_purpose`, `unknown_person`, `project_out_of_scope`, `person_out_of_scope`.
    """
    known_purpose(purpose)
    reach = await check_reach(look.db, look.who, person, "person")
    ids = await ids_of(look.db, person)
    stored = await _stored(look, ids, reach)
    if not stored:
        raise await absent(look.db, person)
    erased = {one.project for one in stored if isinstance(one.event, SubjectErased)}
    told = [one for one in stored if one.why is not None and one.project not in erased]
    openly = sees_situation(look.who)
    opened = {one.why or "" for one in told}
    if openly and any(isinstance(one.event, ApplicantCalledToComplete) for one in stored):
        opened.add("missing")
    await record(look, people=ids, fields=opened, purpose=purpose, project=None)
    ring = await look.keys.for_opening({owner_of(one.event, one.stream) for one in told})
    reasons = {one.id: _reason(one, ring) for one in told}
    return Timeline(person=ids[0], items=[_happened(one, reasons.get(one.id), openly=openly) for one in stored])


async def _stored(look: Look, ids: Sequence[UUID], reach: frozenset[Code] | None) -> list[_Stored]:
    projects = None if reach is None else sorted(reach)
    rows = await look.db.driver.fetch(STORED, list(ids), list(KINDS), PERSON.kind, PLACES.kind, projects)
    return [_Stored(EVENTS.decode(name, version, data), *where) for name, version, data, *where in rows]


def _reason(one: _Stored, ring: Ring) -> str:
    assert one.why is not None
    token: Sealed = getattr(one.event, one.why)
    return ring.open(token.token or "", owner_of(one.event, one.stream), one.why, one.id)


def _happened(one: _Stored, reason: str | None, *, openly: bool) -> Happened:
    event = one.event
    return Happened(
        event=type(event).__name__,
        kind=kind_of(type(event)),
        title=event.about.title,
        project=one.project,
        application=getattr(event, "application", None) or getattr(event, "participant", None),
        on=one.on,
        recorded_at=one.recorded_at,
        actor=one.actor,
        reason=reason,
        details=list(_details(event, openly=openly)),
        fields=[name for name in (*SEALED, "sex") if getattr(event, name) is not None]
        if isinstance(event, PersonCorrected)
        else [],
    )


def kind_of(event: type[Event]) -> EventKind:
    """What events of this class are about; every class of a person's streams has one."""
    if issubclass(event, SupportReceived | SupportTakenBack):
        return EventKind.SUPPORT
    return OF_MODULE[event.__module__]


def _details(event: Event, *, openly: bool) -> Iterator[Detail]:
    match event:
        case ApplicationAssessed():
            yield Detail(field="eligible", after=_yes(event.eligible))
        case ApplicantCalledToComplete():
            yield Detail(field="complete_by", after=event.complete_by.isoformat())
            yield from (Detail(field="missing", after=one) for one in event.criteria if openly)
        case AppealDecided():
            yield Detail(field="upheld", after=_yes(event.upheld))
        case CaseWorkerAssigned():
            yield Detail(field="case_worker", after=str(event.case_worker))
        case ReservePlaceOffered():
            yield Detail(field="answer_by", after=event.answer_by.isoformat())
        case ParticipationStartCorrected():
            yield Detail(field="on", before=event.previous.isoformat(), after=event.on and event.on.isoformat())
        case ParticipationEnded():
            yield Detail(field="along_path", after=_yes(event.along_path))


def _yes(true: bool) -> str:
    return "yes" if true else "no"
