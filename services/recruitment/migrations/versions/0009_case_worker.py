"""Who of the staff works with a person, and whose worker took them in."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("application_card", sa.Column("case_worker", sa.Uuid))
    op.add_column("application_card", sa.Column("recruited_by", sa.Text))
