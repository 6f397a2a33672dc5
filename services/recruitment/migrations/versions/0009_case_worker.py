"""Who of the staff works with a person."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("application_card", sa.Column("case_worker", sa.Uuid))
