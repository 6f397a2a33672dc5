"""What one participant takes part in: places and waiting, attendance in each activity, certificates."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from pydantic import Field

from services.activities.domain.activity import ActivityForm
from services.activities.projections.issued_certificate import ListedCertificate
from shared.http.operations import Looking
from shared.http.scope import check_scope
from shared.kernel.command import View
from shared.kernel.ids import Code


class TakenPart(View):
    """An activity of a participant; counts as on the roster: excused is no presence, cancelled sessions count nowhere."""

    activity: UUID
    title: str
    form: ActivityForm
    waits: bool = Field(description="on the waiting list")
    since: date | None = Field(description="of the place, or of waiting; null: it was given back")
    planned: int
    present: int
    excused: int
    hours: Decimal = Field(description="clock hours of support received")
    first_on: date | None
    last_on: date | None


class TakingPart(View):
    """Everything a participant takes part in, the latest first."""

    participant: UUID
    items: list[TakenPart]
    certificates: list[ListedCertificate]


TAKEN = """
WITH mine AS (
    SELECT activity, waits, since FROM enrolment WHERE participant = $1
    UNION
    SELECT DISTINCT a.activity, false, NULL::date FROM attendance a WHERE a.participant = $1
       AND NOT EXISTS (SELECT FROM enrolment e WHERE e.activity = a.activity AND e.participant = $1)
)
SELECT m.activity, c.title, c.form, m.waits, m.since, s.planned, s.present, s.excused, s.hours, s.first_on, s.last_on
FROM mine m JOIN activity_card c USING (activity), LATERAL (
    SELECT count(*) AS planned, count(*) FILTER (WHERE a.status IN ('present', 'late')) AS present,
           count(*) FILTER (WHERE a.status = 'excused') AS excused, coalesce(sum(a.hours), 0) AS hours,
           min(held_on) AS first_on, max(held_on) AS last_on
    FROM session_card t LEFT JOIN attendance a ON a.session = t.session AND a.participant = $1
    WHERE t.activity = m.activity AND NOT t.cancelled
      AND (a.status IS NOT NULL OR (NOT m.waits AND t.held_on >= m.since))
) s
WHERE c.project = $2 ORDER BY s.last_on DESC NULLS FIRST, c.title, m.activity
"""
CERTIFIED = """
SELECT i.*, c.title FROM issued_certificate i JOIN activity_card c USING (activity)
WHERE i.participant = $1 AND i.project = $2 ORDER BY i.issued_on DESC, c.title, i.kind
"""


async def taking_part(project: Code, participant: UUID, look: Looking) -> TakingPart:
    """What a participant of a project takes part in. Refused: `project_out_of_scope`."""
    check_scope(look.who, project)
    taken = await look.db.driver.fetch(TAKEN, participant, project)
    certified = await look.db.driver.fetch(CERTIFIED, participant, project)
    return TakingPart(
        participant=participant,
        items=[TakenPart.model_validate(dict(row)) for row in taken],
        certificates=[ListedCertificate.model_validate(dict(row)) for row in certified],
    )
