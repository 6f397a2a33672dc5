"""The core tables of every service, and the facts reporting is made of."""

import sqlalchemy as sa
from alembic import op

from shared.store.migrate import advance_core

revision = "0001"
down_revision = None


def upgrade() -> None:
    advance_core(op.get_bind(), 1)
    fact("project_fact", sa.Column("target_groups", sa.ARRAY(sa.Text), nullable=False))
    fact(
        "participation_fact",
        sa.Column("participant", sa.Uuid, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("previous", sa.Date),
        sa.Column("person", sa.Uuid),
        sa.Column("target_group", sa.Text),
        sa.Column("sex", sa.Text),
    )
    fact(
        "activity_fact",
        sa.Column("activity", sa.Uuid, nullable=False, index=True),
        sa.Column("title", sa.Text, nullable=False),
    )
    fact(
        "session_fact",
        sa.Column("session", sa.Uuid, nullable=False, index=True),
        sa.Column("activity", sa.Uuid, nullable=False),
        sa.Column("hours", sa.Numeric(6, 2), nullable=False),
    )
    fact(
        "support_fact",
        sa.Column("session", sa.Uuid, nullable=False),
        sa.Column("participant", sa.Uuid, nullable=False),
        sa.Column("service_class", sa.Text, nullable=False),
        sa.Column("present", sa.Boolean, nullable=False),
        sa.Column("hours", sa.Numeric(6, 2), nullable=False),
    )
    fact(
        "family_fact",
        sa.Column("session", sa.Uuid, nullable=False),
        sa.Column("adults", sa.Integer, nullable=False),
        sa.Column("children", sa.Integer, nullable=False),
    )


def fact(table: str, *columns: sa.Column[object]) -> None:
    """A table of facts: one row for each event, named by its stream and its number in it."""
    op.create_table(
        table,
        sa.Column("stream", sa.Text, primary_key=True),
        sa.Column("sequence", sa.BigInteger, primary_key=True),
        sa.Column("project", sa.Text, nullable=False, index=True),
        sa.Column("day", sa.Date),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        *columns,
    )
