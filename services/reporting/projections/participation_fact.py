"""Facts of participation: places, contracts, starts, ends and corrections, as they were recorded."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID

from sqlalchemy import Column, Date, Table, Text, Uuid

from services.reporting.projections import TABLES, FactRow, fact_columns, key_of
from services.reporting.reads import (
    ContractSigned,
    ParticipantRecruited,
    ParticipationEnded,
    ParticipationStartCorrected,
    ParticipationStarted,
    PlaceReleased,
    Sex,
    SexCorrected,
)
from shared.events.envelope import Meta
from shared.events.event import Event
from shared.projection.projection import Projection

About: TypeAlias = (
    ParticipantRecruited
    | PlaceReleased
    | ContractSigned
    | ParticipationStarted
    | ParticipationStartCorrected
    | ParticipationEnded
    | SexCorrected
)

TABLE = Table(
    "participation_fact",
    TABLES,
    *fact_columns(),
    Column("participant", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("previous", Date),
    Column("person", Uuid),
    Column("target_group", Text),
    Column("sex", Text),
)


class Kind(StrEnum):
    """What a fact is about."""

    RECRUITED = "recruited"
    RELEASED = "released"
    CONTRACT = "contract"
    STARTED = "started"
    START_CORRECTED = "start_corrected"
    ENDED = "ended"
    SEX_CORRECTED = "sex_corrected"


class ParticipationFact(FactRow):
    """One thing recorded of one participant. `previous`: the start that a correction replaces; its `day` None undoes it."""

    participant: UUID
    kind: Kind
    previous: date | None = None
    person: UUID | None = None
    target_group: str | None = None
    sex: Sex | None = None


KINDS: Mapping[type[Event], Kind] = {
    ParticipantRecruited: Kind.RECRUITED,
    PlaceReleased: Kind.RELEASED,
    ContractSigned: Kind.CONTRACT,
    ParticipationStarted: Kind.STARTED,
    ParticipationStartCorrected: Kind.START_CORRECTED,
    ParticipationEnded: Kind.ENDED,
    SexCorrected: Kind.SEX_CORRECTED,
}


def evolve(_: ParticipationFact | None, event: Event, meta: Meta) -> ParticipationFact | None:
    if not isinstance(event, About):
        return None
    return ParticipationFact(
        stream=meta.stream,
        sequence=meta.sequence,
        project=event.project,
        day=_day(event, meta),
        recorded_at=meta.recorded_at,
        participant=event.participant,
        kind=KINDS[type(event)],
        previous=event.previous if isinstance(event, ParticipationStartCorrected) else None,
        person=event.person if isinstance(event, ParticipantRecruited | SexCorrected) else None,
        target_group=event.target_group if isinstance(event, ParticipantRecruited) else None,
        sex=event.sex if isinstance(event, ParticipantRecruited | SexCorrected) else None,
    )


def _day(event: About, meta: Meta) -> date | None:
    match event:
        case ContractSigned(signed_on=day) | ParticipationStarted(on=day) | ParticipationEnded(on=day):
            return day
        case ParticipationStartCorrected(on=corrected):
            return corrected
    return meta.effective_on


PARTICIPATION_FACT = Projection(TABLE, ParticipationFact, key_of(*KINDS), evolve, only_appends=True)
