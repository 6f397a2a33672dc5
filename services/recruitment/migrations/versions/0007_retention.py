"""How long projects keep data, requests of people about theirs, and erasures as they are carried out."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    _retention()
    _requests()
    _erasures()


def _retention() -> None:
    op.create_table(
        "retention_card",
        sa.Column("project", sa.Text, primary_key=True),
        sa.Column("basis", sa.Text),
        sa.Column("candidates_basis", sa.Text),
        sa.Column("days", JSONB),
        sa.Column("until", sa.Date),
        sa.Column("candidates_until", sa.Date),
        sa.Column("extensions", JSONB, nullable=False),
        sa.Column("suspended", JSONB, nullable=False),
        sa.Column("ended_on", sa.Date),
    )


def _requests() -> None:
    op.create_table(
        "subject_request",
        sa.Column("request", sa.Uuid, primary_key=True),
        sa.Column("person", sa.Uuid, nullable=False),
        sa.Column("projects", JSONB, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("received_on", sa.Date, nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("is_open", sa.Boolean, nullable=False),
        sa.Column("answers", JSONB, nullable=False),
        sa.Column("restricted", JSONB, nullable=False),
    )
    op.create_index("subject_request_person", "subject_request", ["person"])
    op.create_index("subject_request_due", "subject_request", ["due_on", "request"])


def _erasures() -> None:
    op.create_table(
        "erasure_batch",
        sa.Column("batch", sa.Uuid, primary_key=True),
        sa.Column("project", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("request", sa.Uuid),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("people", sa.Integer, nullable=False),
        sa.Column("erased", sa.Integer, nullable=False),
        sa.Column("kept", sa.Integer, nullable=False),
        sa.Column("proposed_by", sa.Uuid, nullable=False),
        sa.Column("proposed_on", sa.Date, nullable=False),
        sa.Column("approved_by", sa.Uuid),
        sa.Column("approved_on", sa.Date),
        sa.Column("halted", sa.Text),
    )
    op.create_index("erasure_batch_project", "erasure_batch", ["project"])
    under_way = sa.text("state = 'approved'")
    op.create_index("erasure_batch_under_way", "erasure_batch", ["batch"], postgresql_where=under_way)
