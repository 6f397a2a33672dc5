"""Cards a person and project, what people are found by, merged entries, and the sex of participants beside their place."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0005"
down_revision = "0004"

SEALED = ("given_name", "family_name", "birth_date", "pesel", "document", "identity", "phone", "email", "address")
NAMES = ("given_name", "family_name")


def upgrade() -> None:
    op.drop_table("person_card")
    op.create_table(
        "person_card",
        sa.Column("person", sa.Uuid, primary_key=True),
        sa.Column("project", sa.Text, primary_key=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("capacities", JSONB, nullable=False),
        sa.Column("sex", sa.Text),
        sa.Column("no_pesel", sa.Text),
        *(sa.Column(name, sa.Text, nullable=name not in NAMES) for name in SEALED),
        *(sa.Column(f"{name}_event", sa.Uuid, nullable=name not in NAMES) for name in SEALED),
    )
    op.create_table(
        "person_digest",
        sa.Column("person", sa.Uuid, primary_key=True),
        sa.Column("project", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("digest", sa.LargeBinary, primary_key=True),
    )
    op.create_index("person_digest_found", "person_digest", ["digest", "kind", "project", "person"])
    op.create_table(
        "person_merge",
        sa.Column("person", sa.Uuid, primary_key=True),
        sa.Column("into_person", sa.Uuid, nullable=False),
    )
    op.create_index("person_merged_into", "person_merge", ["into_person"])
    op.add_column("participation_card", sa.Column("sex", sa.Text, nullable=False))
