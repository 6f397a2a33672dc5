"""Versions of the budget, the ledger, documents and suppliers, and the activities and periods finance has heard of."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Formats are free until the first release: what 0001 made of other events is made anew."""
    op.drop_table("budget")
    op.drop_table("known_project")
    _known()
    _budget_version()
    _ledger()
    _expense_card()
    _supplier_card()


def _known() -> None:
    op.create_table(
        "known_project",
        sa.Column("project", sa.Text, primary_key=True),
        sa.Column("total", sa.Numeric(14, 2), nullable=False),
        sa.Column("starts_on", sa.Date, nullable=False),
        sa.Column("ends_on", sa.Date, nullable=False),
    )
    op.create_table(
        "known_activity",
        sa.Column("activity", sa.Uuid, primary_key=True),
        sa.Column("project", sa.Text, nullable=False),
    )


def _budget_version() -> None:
    op.create_table(
        "budget_version",
        sa.Column("project", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("approved_on", sa.Date, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("plan", postgresql.JSONB, nullable=False),
        sa.Column("steps", sa.Text, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("event", sa.Uuid, nullable=False),
    )


def _ledger() -> None:
    op.create_table(
        "ledger",
        sa.Column("entry", sa.Uuid, primary_key=True),
        sa.Column("project", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("effective_on", sa.Date, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expense", sa.Uuid),
        sa.Column("commitment", sa.Uuid),
        sa.Column("supplier", sa.Uuid),
        sa.Column("contract_number", sa.Text),
        sa.Column("activity", sa.Uuid),
        sa.Column("line", sa.Text),
        sa.Column("amount", sa.Numeric(14, 2)),
        sa.Column("booking", sa.Text),
        sa.Column("rows", postgresql.JSONB, nullable=False),
        sa.Column("sources", postgresql.JSONB, nullable=False),
    )
    op.create_index("ledger_of_project", "ledger", ["project", "effective_on"])
    op.create_index("ledger_of_expense", "ledger", ["expense"])
    op.create_index("ledger_of_commitment", "ledger", ["commitment"])


def _expense_card() -> None:
    op.create_table(
        "expense_card",
        sa.Column("expense", sa.Uuid, primary_key=True),
        sa.Column("project", sa.Text, nullable=False),
        sa.Column("supplier", sa.Uuid, nullable=False),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("plain_number", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("issued_on", sa.Date, nullable=False),
        sa.Column("paid_on", sa.Date),
        sa.Column("net", sa.Numeric(14, 2), nullable=False),
        sa.Column("vat", sa.Numeric(14, 2), nullable=False),
        sa.Column("gross", sa.Numeric(14, 2), nullable=False),
        sa.Column("eligible", sa.Numeric(14, 2), nullable=False),
        sa.Column("rows", postgresql.JSONB, nullable=False),
    )
    op.create_index("one_document_per_supplier", "expense_card", ["supplier", "plain_number"], unique=True)
    op.create_index("expenses_of_project", "expense_card", ["project", "issued_on", "expense"])


def _supplier_card() -> None:
    op.create_table(
        "supplier_card",
        sa.Column("supplier", sa.Uuid, primary_key=True),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("tax_number", sa.Text, nullable=False),
        sa.Column("event", sa.Uuid, nullable=False),
    )
    op.create_index("one_supplier_per_number", "supplier_card", ["digest"], unique=True)
