"""Outcomes after leaving, and what effectiveness needs of projects, applications and participations."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("project_card", sa.Column("effectiveness", JSONB))
    in_education = sa.Column("in_education", sa.Boolean, nullable=False, server_default=sa.false())
    op.add_column("application_card", in_education)
    supports = sa.Column("vocational_supports", sa.Integer, nullable=False, server_default="0")
    op.add_column("participation_card", supports)
    op.create_table(
        "outcome_card",
        sa.Column("participant", sa.Uuid, primary_key=True),
        sa.Column("project", sa.Text, nullable=False),
        sa.Column("exclusions", JSONB, nullable=False),
        sa.Column("situations", JSONB, nullable=False),
        sa.Column("employment", JSONB),
        sa.Column("social", JSONB),
    )
