"""Key-encryption keys that were dropped, and which search key belongs here."""

from alembic import op

from shared.store.migrate import advance_core

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    advance_core(op.get_bind(), 4)
    advance_core(op.get_bind(), 6)
