"""The core tables, the budgets and the projects finance has heard of."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.store.migrate import advance_core

revision = "0001"
down_revision = None


def upgrade() -> None:
    advance_core(op.get_bind(), 1)
    op.create_table(
        "known_project",
        sa.Column("project", sa.Text, primary_key=True),
        sa.Column("total", sa.Numeric(14, 2), nullable=False),
    )
    op.create_table(
        "budget",
        sa.Column("project", sa.Text, primary_key=True),
        sa.Column("total", sa.Numeric(14, 2), nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
        sa.Column("approved_on", sa.Date, nullable=False),
        sa.Column("sources", postgresql.JSONB, nullable=False),
    )
