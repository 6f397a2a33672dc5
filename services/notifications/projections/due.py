"""What is due: sessions of the coming days with participants who have a place and were neither reminded nor erased."""

from datetime import date
from uuid import UUID

from shared.kernel.command import View
from shared.store.database import Connection

DUE = """
SELECT s.session, s.project, s.activity, s.held_on, array_agg(unaware.participant ORDER BY unaware.participant) AS participants
FROM known_session s
CROSS JOIN LATERAL (
    SELECT participant FROM known_enrolment WHERE activity = s.activity
    EXCEPT SELECT application FROM notification WHERE session = s.session
) unaware
WHERE NOT s.cancelled AND s.held_on > $1 AND s.held_on <= $2
  AND (SELECT d.last_day < s.held_on FROM departure d WHERE d.participant = unaware.participant) IS NOT TRUE
  AND (SELECT k.wrapped IS NULL FROM keyring.data_key k
       WHERE (k.subject, k.project) = (unaware.participant::text, s.project)) IS NOT TRUE
GROUP BY s.session
ORDER BY s.held_on, s.session
"""
"""It is asked five times a second: LATERAL and EXCEPT keep it to the index rows of the few sessions to come, where an anti-join
reads every notification there ever was (measured with 162 000 of them and 30 sessions to come: 2 ms against 49)."""


class DueSession(View):
    """A session and whom to remind of it."""

    session: UUID
    project: str
    activity: UUID
    held_on: date
    participants: tuple[UUID, ...]


async def sessions_to_remind_of(db: Connection, today: date, until: date) -> list[DueSession]:
    """Sessions after `today` and until `until`, that day included, which somebody is still to be reminded of."""
    return [DueSession.model_validate(dict(row)) for row in await db.driver.fetch(DUE, today, until)]
