"""Who leads an activity."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("activity_card", sa.Column("leader", sa.Uuid))
