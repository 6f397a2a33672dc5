"""Who recorded a document, who changed it last, and who approved it as it stands."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

HANDS = """
UPDATE expense_card AS card SET recorded_by = (
    SELECT actor FROM event WHERE stream_id = 'expense:' || card.expense AND name = 'ExpenseRecorded'
), changed_by = (
    SELECT actor FROM event WHERE stream_id = 'expense:' || card.expense
    AND name IN ('ExpensePartDeclaredIneligible', 'CorrectionImposed') ORDER BY version DESC LIMIT 1
)
"""


def upgrade() -> None:
    for name in ("recorded_by", "changed_by", "approved_by"):
        op.add_column("expense_card", sa.Column(name, sa.Uuid))
    op.add_column("expense_card", sa.Column("approved_on", sa.Date))
    op.execute(HANDS)
