"""Notifications with their cause and facts, and what is known of projects, applications, activities and places in them.

Formats are free until the first release: the read model of 0001 is made anew instead of being carried over.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.drop_table("notification")
    _notifications()
    _recruitment()
    _activities()


def _notifications() -> None:
    op.create_table(
        "notification",
        sa.Column("notification", sa.Uuid, primary_key=True),
        sa.Column("project", sa.Text, nullable=False),
        sa.Column("application", sa.Uuid, nullable=False),
        sa.Column("template", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("cause", sa.Uuid, nullable=False),
        sa.Column("happened_on", sa.Date, nullable=False),
        sa.Column("decision", sa.Text),
        sa.Column("answer_by", sa.Date),
        sa.Column("due", sa.Date),
        sa.Column("activity", sa.Uuid),
        sa.Column("session", sa.Uuid),
        sa.Column("planned_on", sa.Date, nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_on", sa.Date),
    )
    op.create_index("notification_by_project", "notification", ["project", "planned_at", "notification"])
    reminders = sa.text("session IS NOT NULL")
    op.create_index("notification_by_session", "notification", ["session", "application"], postgresql_where=reminders)


def _recruitment() -> None:
    op.create_table(
        "known_project",
        sa.Column("project", sa.Text, primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("beneficiary", sa.Text, nullable=False),
    )
    op.create_table(
        "known_application",
        sa.Column("application", sa.Uuid, primary_key=True),
        sa.Column("project", sa.Text, nullable=False),
        sa.Column("person", sa.Uuid, nullable=False, index=True),
    )
    op.create_table(
        "departure",
        sa.Column("participant", sa.Uuid, primary_key=True),
        sa.Column("last_day", sa.Date, nullable=False),
    )


def _activities() -> None:
    op.create_table(
        "known_activity",
        sa.Column("activity", sa.Uuid, primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("place", sa.Text),
    )
    op.create_table(
        "known_session",
        sa.Column("session", sa.Uuid, primary_key=True),
        sa.Column("project", sa.Text, nullable=False),
        sa.Column("activity", sa.Uuid, nullable=False),
        sa.Column("held_on", sa.Date, nullable=False),
        sa.Column("cancelled", sa.Boolean, nullable=False),
    )
    op.create_index("known_session_to_come", "known_session", ["held_on"], postgresql_where=sa.text("NOT cancelled"))
    op.create_table(
        "known_enrolment",
        sa.Column("activity", sa.Uuid, primary_key=True),
        sa.Column("participant", sa.Uuid, primary_key=True),
    )
