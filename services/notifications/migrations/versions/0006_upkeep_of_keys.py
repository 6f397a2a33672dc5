"""Key-encryption keys that were dropped, fingerprints that are to be blanked, and which search key belongs here."""

from alembic import op

from shared.store.migrate import advance_core

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    advance_core(op.get_bind(), 4)
    advance_core(op.get_bind(), 5)
    advance_core(op.get_bind(), 6)
