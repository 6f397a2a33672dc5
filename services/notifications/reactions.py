"""What notifications does when others' events arrive; an event that comes twice plans nothing twice."""

from collections.abc import Mapping

from services.notifications.domain.notification import NOTIFICATION, PlanNotification, Template, decide
from services.notifications.reads import ReservePlaceOffered
from shared.bus.effects import Reaction
from shared.events.envelope import Meta
from shared.events.event import Event
from shared.kernel.ids import derived_id
from shared.store.transaction import Transaction


async def tell_of_offer(event: ReservePlaceOffered, meta: Meta, tx: Transaction) -> None:
    """A place was offered: plan to tell the person. The notification's id follows from the offer's event id."""
    notification = derived_id("notification", meta.id)
    stream = await tx.load(NOTIFICATION, notification)
    command = PlanNotification(
        project=event.project,
        notification=notification,
        application=event.application,
        template=Template.RESERVE_PLACE_OFFERED,
    )
    tx.append(stream, decide(stream.state, command))


REACTIONS: Mapping[type[Event], Reaction] = {ReservePlaceOffered: tell_of_offer}
