"""Reminders become due as days pass: each session of the next days is told to those who have a place in it, once.

A look is one query over indexes; most find nothing. Who gets a place after the others were reminded is found by the next.
"""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from services.notifications.commands import remind_of_session
from services.notifications.domain.meeting import RemindOfSession
from services.notifications.projections.due import DueSession, sessions_to_remind_of
from services.notifications.terms import Term, days
from shared.kernel.ids import SYSTEM, derived_id
from shared.store.answer import Answer
from shared.store.transaction import Commands, Request, Who

AT_ONCE = 500
"""Participants of one transaction."""


async def remind_of_sessions(commands: Commands, today: date) -> None:
    """Plan the reminders that are due by the business date. The key is the session and the people."""
    async with commands.database.read() as db:
        due = await sessions_to_remind_of(db, today, today + days(Term.SESSION_REMINDER, today))
    for session in due:
        for participants in _batches(session.participants):
            await commands.execute(remind_of_session, _request(session, participants), Answer)


def _batches(participants: tuple[UUID, ...]) -> Iterator[tuple[UUID, ...]]:
    return (participants[start : start + AT_ONCE] for start in range(0, len(participants), AT_ONCE))


def _request(due: DueSession, participants: tuple[UUID, ...]) -> Request:
    key = f"remind_of_session/{due.session}/{derived_id(*participants)}"
    body = RemindOfSession(
        project=due.project, session=due.session, activity=due.activity, on=due.held_on, participants=participants
    )
    return Request(body, Who(SYSTEM), key, correlation=derived_id("timer", key))
