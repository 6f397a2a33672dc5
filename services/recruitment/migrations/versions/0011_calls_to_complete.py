"""Evidence that an applicant owes, until when, and the days that a project gives for it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column("application_card", sa.Column("missing", JSONB, nullable=False, server_default="[]"))
    op.add_column("application_card", sa.Column("complete_by", sa.Date))
    op.add_column("project_card", sa.Column("completion_days", sa.Integer, nullable=False, server_default="7"))
