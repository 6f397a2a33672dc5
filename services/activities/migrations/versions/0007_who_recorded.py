"""Who recorded or corrected a line of an attendance list last."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

RECORDED = """
UPDATE attendance AS line SET recorded_by = said.actor
FROM (SELECT DISTINCT ON (data ->> 'session', data ->> 'participant') data ->> 'session' AS session,
             data ->> 'participant' AS participant, actor
      FROM event WHERE name IN ('WorkshopAttended', 'AbsenceRecorded', 'AttendanceCorrected')
      ORDER BY data ->> 'session', data ->> 'participant', position DESC) AS said
WHERE line.session::text = said.session AND line.participant::text = said.participant
"""


def upgrade() -> None:
    op.add_column("attendance", sa.Column("recorded_by", sa.Uuid))
    op.execute(RECORDED)
