"""The data keys, and who was erased."""

from alembic import op

from shared.store.migrate import advance_core

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    advance_core(op.get_bind(), 3)
