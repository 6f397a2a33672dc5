"""Titles of projects and groups, facts of certificates, submitted reports. What was opened before is called by its codes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("project_fact", sa.Column("title", sa.Text))
    op.add_column("project_fact", sa.Column("group_titles", sa.ARRAY(sa.Text)))
    op.execute("UPDATE project_fact SET title = project, group_titles = target_groups")
    op.alter_column("project_fact", "title", nullable=False)
    op.alter_column("project_fact", "group_titles", nullable=False)
    op.create_table(
        "certificate_fact",
        sa.Column("stream", sa.Text, primary_key=True),
        sa.Column("sequence", sa.BigInteger, primary_key=True),
        sa.Column("project", sa.Text, nullable=False, index=True),
        sa.Column("day", sa.Date),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("participant", sa.Uuid, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
    )
    op.create_table(
        "submitted_report",
        sa.Column("report", sa.Uuid, primary_key=True),
        sa.Column("project", sa.Text, nullable=False, index=True),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("until", sa.Date, nullable=False),
        sa.Column("submitted_on", sa.Date, nullable=False),
        sa.Column("submitted_by", sa.Uuid, nullable=False),
        sa.Column("known_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("corrects", sa.Integer),
        sa.Column("made_of", postgresql.JSONB, nullable=False),
        sa.Column("copies", postgresql.JSONB, nullable=False),
    )
