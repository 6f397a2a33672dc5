"""Use cases of notifications: load, decide, append; a meeting is locked before its notifications, these by their ids.

Nothing is refused: every use case may run twice and takes effect once.
"""

from collections.abc import Collection
from uuid import UUID

from services.notifications.domain import meeting as meetings
from services.notifications.domain.meeting import MEETING, CallOff, RemindOfSession, SessionReminded, reminder
from services.notifications.domain.notification import NOTIFICATION, WithdrawalCause, WithdrawNotification, decide
from services.notifications.domain.telling import Telling, plans
from services.notifications.projections.notifications import standing
from shared.store.answer import Answer
from shared.store.transaction import Transaction


async def tell(telling: Telling, tx: Transaction) -> None:
    """Plan what a cause has to say, by each of its ways."""
    for plan in plans(telling):
        stream = await tx.load(NOTIFICATION, plan.notification)
        tx.append(stream, decide(stream.state, plan))


async def remind_of_session(command: RemindOfSession, tx: Transaction) -> Answer:
    """Plan the reminders of a session, all in one transaction.

    The locked meeting knows who was reminded, so the notifications are new: none of their streams has to be looked for.
    """
    meeting = await tx.load(MEETING, command.session)
    events = meetings.decide(meeting.state, command)
    tx.append(meeting, events)
    fresh = [who for event in events if isinstance(event, SessionReminded) for who in event.participants]
    for plan in (plan for who in fresh for plan in plans(reminder(command, who))):
        stream = tx.create(NOTIFICATION, plan.notification)
        tx.append(stream, decide(stream.state, plan))
    return Answer()


async def call_off(command: CallOff, tx: Transaction) -> None:
    """Remind nobody of a cancelled session any more, and withdraw the reminders that are planned."""
    meeting = await tx.load(MEETING, command.session)
    tx.append(meeting, meetings.decide(meeting.state, command))
    for notification in meetings.reminders(meeting.state, command.session):
        stream = await tx.load(NOTIFICATION, notification)
        tx.append(stream, decide(stream.state, WithdrawNotification(because=WithdrawalCause.SESSION_CANCELLED)))


async def leave_alone(applications: Collection[UUID], tx: Transaction) -> None:
    """Withdraw what is planned about these applications: whose they were is erased."""
    for notification in await standing(tx.db, applications):
        stream = await tx.load(NOTIFICATION, notification)
        tx.append(stream, decide(stream.state, WithdrawNotification(because=WithdrawalCause.SUBJECT_ERASED)))
