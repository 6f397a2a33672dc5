"""What notifications does when others' events arrive; an event that comes twice plans nothing twice.

Reactions use nothing but the event and this service's own streams, so the read models, which another consumer group fills,
may be behind or ahead of them.
"""

from collections.abc import Mapping

from services.notifications.causes import telling
from services.notifications.commands import call_off, tell
from services.notifications.domain.meeting import CallOff
from services.notifications.reads import (
    ApplicationAssessed,
    CandidatePlacedOnReserveList,
    ContractSigned,
    ParticipantRecruited,
    ParticipationEnded,
    ParticipationStarted,
    ReservePlaceOffered,
    SessionCancelled,
)
from shared.bus.effects import Reaction
from shared.events.envelope import Meta
from shared.events.event import Event
from shared.store.transaction import Transaction


async def plan(event: Event, meta: Meta, tx: Transaction) -> None:
    """Something happened that somebody is to be told."""
    if (said := telling(event, meta)) is not None:
        await tell(said, tx)


async def stop_reminding(event: SessionCancelled, _: Meta, tx: Transaction) -> None:
    """A session was called off."""
    await call_off(CallOff(project=event.project, session=event.session), tx)


CAUSES: tuple[type[Event], ...] = (
    ApplicationAssessed,
    ParticipantRecruited,
    CandidatePlacedOnReserveList,
    ReservePlaceOffered,
    ContractSigned,
    ParticipationStarted,
    ParticipationEnded,
)
REACTIONS: Mapping[type[Event], Reaction] = {SessionCancelled: stop_reminding} | dict.fromkeys(CAUSES, plan)
