"""Who is whose case is asked with every call of an account with a caseload."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    assigned = sa.text("case_worker IS NOT NULL")
    op.create_index("application_case_worker", "application_card", ["case_worker"], postgresql_where=assigned)
    known = sa.text("recruited_by IS NOT NULL")
    op.create_index("application_recruited_by", "application_card", ["recruited_by"], postgresql_where=known)
    op.create_index(
        "person_card_family",
        "person_card",
        ["capacities"],
        postgresql_using="gin",
        postgresql_ops={"capacities": "jsonb_path_ops"},
    )
