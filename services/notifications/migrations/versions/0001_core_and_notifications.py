"""The core tables and the planned notifications."""

import sqlalchemy as sa
from alembic import op

from shared.store.migrate import advance_core

revision = "0001"
down_revision = None


def upgrade() -> None:
    advance_core(op.get_bind(), 1)
    op.create_table(
        "notification",
        sa.Column("notification", sa.Uuid, primary_key=True),
        sa.Column("project", sa.Text, nullable=False),
        sa.Column("application", sa.Uuid, nullable=False),
        sa.Column("template", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("planned_on", sa.Date, nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("notification_by_project", "notification", ["project", "planned_at", "notification"])
