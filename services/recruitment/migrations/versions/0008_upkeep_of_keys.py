"""Key-encryption keys that were dropped, fingerprints that are to be blanked, which search key belongs here; deadlines."""

from alembic import op

from shared.store.migrate import advance_core

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    advance_core(op.get_bind(), 4)
    advance_core(op.get_bind(), 5)
    advance_core(op.get_bind(), 6)
    op.execute(
        """
        CREATE TABLE deadlines (                           -- the business day on which staff were last told of them
            one       bool PRIMARY KEY DEFAULT true CHECK (one),
            looked_on date NOT NULL
        )
        """
    )
