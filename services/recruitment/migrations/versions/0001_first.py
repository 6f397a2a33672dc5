"""The core tables, the read models of recruitment and the log of personal data that was read."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from shared.store.migrate import advance_core

revision = "0001"
down_revision = None


def upgrade() -> None:
    advance_core(op.get_bind(), 1)
    _projects()
    _applications()
    _participations()
    _people()


def _projects() -> None:
    op.create_table(
        "project_card",
        sa.Column("project", sa.Text, primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("beneficiary", sa.Text, nullable=False),
        sa.Column("starts_on", sa.Date, nullable=False),
        sa.Column("ends_on", sa.Date, nullable=False),
        sa.Column("programme", JSONB, nullable=False),
        sa.Column("total", sa.Text, nullable=False),
        sa.Column("grant_amount", sa.Text, nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
        sa.Column("sources", JSONB, nullable=False),
        sa.Column("partners", JSONB, nullable=False),
        sa.Column("organisations", JSONB, nullable=False),
        sa.Column("recruitment", JSONB, nullable=False),
        sa.Column("target_groups", JSONB, nullable=False),
    )
    op.create_table(
        "target_group",
        sa.Column("project", sa.Text, primary_key=True),
        sa.Column("target_group", sa.Text, primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("place_limit", sa.Integer, nullable=False),
        sa.Column("taken", sa.Integer, nullable=False),
        sa.Column("lapsed", sa.Integer, nullable=False),
        sa.Column("rules", JSONB, nullable=False),
    )
    op.create_table(
        "reserve",
        sa.Column("application", sa.Uuid, primary_key=True),
        sa.Column("project", sa.Text, nullable=False),
        sa.Column("target_group", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("applied_at", sa.DateTime, nullable=False),
        sa.Column("priority", sa.Boolean, nullable=False),
        sa.Column("priority_groups", JSONB, nullable=False),
        sa.Column("premises_count", sa.Integer, nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("entry", sa.BigInteger, nullable=False),
        sa.Column("answer_by", sa.Date),
    )
    op.create_index("reserve_group", "reserve", ["project", "target_group"])
    op.create_index("reserve_deadlines", "reserve", ["answer_by"], postgresql_where=sa.text("answer_by IS NOT NULL"))


def _applications() -> None:
    op.create_table(
        "application_card",
        sa.Column("application", sa.Uuid, primary_key=True),
        sa.Column("project", sa.Text, nullable=False),
        sa.Column("target_group", sa.Text, nullable=False),
        sa.Column("person", sa.Uuid, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("is_open", sa.Boolean, nullable=False),
        sa.Column("applied_at", sa.DateTime, nullable=False),
        sa.Column("premises", JSONB, nullable=False),
        sa.Column("disability_degree", sa.Text, nullable=False),
        sa.Column("disability_kinds", JSONB, nullable=False),
        sa.Column("labour_status", sa.Text, nullable=False),
        sa.Column("no_same_support", sa.Boolean, nullable=False),
        sa.Column("organisation", sa.Text),
        sa.Column("reasons", JSONB, nullable=False),
    )
    open_ones = sa.text("is_open")
    columns = ["person", "project"]
    op.create_index("one_open_application", "application_card", columns, unique=True, postgresql_where=open_ones)


def _participations() -> None:
    op.create_table(
        "participation_card",
        sa.Column("participant", sa.Uuid, primary_key=True),
        sa.Column("project", sa.Text, nullable=False),
        sa.Column("target_group", sa.Text, nullable=False),
        sa.Column("person", sa.Uuid, nullable=False),
        sa.Column("contract_signed_on", sa.Date),
        sa.Column("started_on", sa.Date),
        sa.Column("age", sa.Integer),
        sa.Column("ended_on", sa.Date),
        sa.Column("along_path", sa.Boolean),
        sa.Column("end_reason", sa.Text),
        sa.Column("released", sa.Boolean, nullable=False),
    )
    op.create_index("participation_pages", "participation_card", ["project", "participant"])
    op.create_index("participation_people", "participation_card", ["person"])


def _people() -> None:
    sealed = ("given_name", "family_name", "pesel", "birth_date")
    op.create_table(
        "person_card",
        sa.Column("person", sa.Uuid, primary_key=True),
        sa.Column("sex", sa.Text, nullable=False),
        sa.Column("pesel_digest", sa.Text, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in sealed),
        *(sa.Column(f"{name}_event", sa.Uuid, nullable=False) for name in sealed),
    )
    op.create_index("one_person_per_pesel", "person_card", ["pesel_digest"], unique=True)
    op.create_table(
        "person_read",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("person", sa.Uuid, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("actor", sa.Uuid, nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.statement_timestamp()),
    )
    op.create_index("person_reads", "person_read", ["person", "read_at"])
