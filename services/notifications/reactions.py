"""What notifications does when others' events arrive; an event that comes twice plans nothing twice.

Reactions use nothing but the event and this service's own streams, so the read models, which another consumer group fills,
may be behind or ahead of them.
"""

from collections.abc import Mapping

from services.notifications.causes import telling
from services.notifications.commands import call_off, leave_alone, tell
from services.notifications.domain.meeting import CallOff
from services.notifications.reads import (
    ApplicationAssessed,
    CandidatePlacedOnReserveList,
    ContractSigned,
    ParticipantRecruited,
    ParticipationEnded,
    ParticipationStarted,
    ReservePlaceOffered,
    RetentionEnded,
    SessionCancelled,
    SubjectErased,
)
from shared.bus.effects import Reaction
from shared.events.envelope import Meta
from shared.events.event import Event
from shared.operations.erasure import forget_project, forget_subject, is_erased
from shared.store.transaction import Transaction


async def plan(event: Event, meta: Meta, tx: Transaction) -> None:
    """Something happened that somebody is to be told, unless they were erased meanwhile."""
    said = telling(event, meta)
    if said is not None and not await is_erased(tx.db, said.application, said.project):
        await tell(said, tx)


async def stop_reminding(event: SessionCancelled, _: Meta, tx: Transaction) -> None:
    """A session was called off."""
    await call_off(CallOff(project=event.project, session=event.session), tx)


async def forget(event: SubjectErased, meta: Meta, tx: Transaction) -> None:
    """A person was erased: what was to be told about their applications is not told any more."""
    await forget_subject(event, meta, tx)
    await leave_alone(event.applications, tx)


CAUSES: tuple[type[Event], ...] = (
    ApplicationAssessed,
    ParticipantRecruited,
    CandidatePlacedOnReserveList,
    ReservePlaceOffered,
    ContractSigned,
    ParticipationStarted,
    ParticipationEnded,
)
OTHERS: Mapping[type[Event], Reaction] = {
    SessionCancelled: stop_reminding,
    SubjectErased: forget,
    RetentionEnded: forget_project,
}
REACTIONS: Mapping[type[Event], Reaction] = {**OTHERS, **dict.fromkeys(CAUSES, plan)}
