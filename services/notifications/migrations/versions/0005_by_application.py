"""Notifications are found by their application: those of an erased person are withdrawn."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_index("notification_by_application", "notification", ["application"])
