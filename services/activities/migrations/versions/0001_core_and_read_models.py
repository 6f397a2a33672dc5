"""The core tables of every service, and the first read models of activities."""

import sqlalchemy as sa
from alembic import op

from shared.store.migrate import advance_core

revision = "0001"
down_revision = None


def upgrade() -> None:
    advance_core(op.get_bind(), 1)
    op.create_table(
        "known_project",
        sa.Column("project", sa.Text, primary_key=True),
        sa.Column("starts_on", sa.Date, nullable=False),
        sa.Column("ends_on", sa.Date, nullable=False),
    )
    op.create_table(
        "known_participant",
        sa.Column("participant", sa.Uuid, primary_key=True),
        sa.Column("project", sa.Text, nullable=False),
        sa.Column("recruited", sa.Boolean, nullable=False),
        sa.Column("ended_on", sa.Date),
    )
    op.create_table(
        "activity_card",
        sa.Column("activity", sa.Uuid, primary_key=True),
        sa.Column("project", sa.Text, nullable=False, index=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("form", sa.Text, nullable=False),
        sa.Column("service_class", sa.Text, nullable=False),
        sa.Column("capacity", sa.Integer),
        sa.Column("families", sa.Boolean, nullable=False),
        sa.Column("place", sa.Text),
    )
    op.create_table(
        "session_card",
        sa.Column("session", sa.Uuid, primary_key=True),
        sa.Column("activity", sa.Uuid, nullable=False, index=True),
        sa.Column("project", sa.Text, nullable=False),
        sa.Column("held_on", sa.Date, nullable=False),
        sa.Column("hours", sa.Numeric(6, 2), nullable=False),
        sa.Column("assumption", sa.Text),
        sa.Column("cancelled", sa.Boolean, nullable=False),
        sa.Column("adults", sa.Integer, nullable=False),
        sa.Column("children", sa.Integer, nullable=False),
    )
    op.create_table(
        "enrolment",
        sa.Column("activity", sa.Uuid, primary_key=True),
        sa.Column("participant", sa.Uuid, primary_key=True),
        sa.Column("waits", sa.Boolean, nullable=False),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("entry", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "attendance",
        sa.Column("session", sa.Uuid, primary_key=True),
        sa.Column("participant", sa.Uuid, primary_key=True),
        sa.Column("activity", sa.Uuid, nullable=False, index=True),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("hours", sa.Numeric(6, 2), nullable=False),
    )
