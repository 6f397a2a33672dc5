"""Suppliers who are natural persons: known by their id in the person registry."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    for name in ("digest", "name", "tax_number"):
        op.alter_column("supplier_card", name, nullable=True)
    op.add_column("supplier_card", sa.Column("person", sa.Uuid))
    op.create_index("one_supplier_per_person", "supplier_card", ["person"], unique=True)
