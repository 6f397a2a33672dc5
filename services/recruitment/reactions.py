"""What recruitment does when activities report presence: support starts a participation, its correction moves the start."""

from services.recruitment.commands.participating import receive_support, take_support_back
from services.recruitment.reads import AttendanceCorrected, WorkshopAttended
from shared.bus.effects import Reaction
from shared.events.envelope import Meta
from shared.events.event import Event
from shared.store.transaction import Transaction


async def support_was_given(event: WorkshopAttended, meta: Meta, tx: Transaction) -> None:
    """Somebody was present at a session."""
    await receive_support(event, tx)


async def attendance_was_corrected(event: AttendanceCorrected, meta: Meta, tx: Transaction) -> None:
    """Presence was recorded wrongly; corrected hours alone change nothing here."""
    match event.was_present, event.present:
        case False, True:
            await receive_support(event, tx)
        case True, False:
            await take_support_back(event, tx)


REACTIONS: dict[type[Event], Reaction] = {
    WorkshopAttended: support_was_given,
    AttendanceCorrected: attendance_was_corrected,
}
