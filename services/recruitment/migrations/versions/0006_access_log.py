"""The access log as a chain: who read which fields of whom, when, why and from where."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0006"
down_revision = "0005"

REFUSE = """
CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS
$$BEGIN RAISE EXCEPTION 'the access log is only ever added to'; END$$
"""
KEEP_ROWS = """
CREATE TRIGGER access_log_is_kept BEFORE UPDATE OR DELETE ON access_log
FOR EACH ROW EXECUTE FUNCTION refuse_rewriting()
"""
KEEP_TABLE = """
CREATE TRIGGER access_log_is_whole BEFORE TRUNCATE ON access_log
FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting()
"""
HEAD = "INSERT INTO access_log_head (n, hash) VALUES (0, decode(repeat('00', 32), 'hex'))"


def upgrade() -> None:
    """Formats are free until the first release: reads that were logged without a chain are not kept."""
    op.drop_table("person_read")
    op.create_table(
        "access_log",
        sa.Column("n", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Uuid, nullable=False),
        sa.Column("organisation", sa.Text, nullable=False),
        sa.Column("roles", ARRAY(sa.Text), nullable=False),
        sa.Column("people", ARRAY(sa.Uuid), nullable=False),
        sa.Column("fields", ARRAY(sa.Text), nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("project", sa.Text),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("correlation", sa.Uuid, nullable=False),
        sa.Column("previous", sa.LargeBinary, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
    )
    op.create_index("access_log_people", "access_log", ["people"], postgresql_using="gin")
    op.create_table(
        "access_log_head",
        sa.Column("one", sa.Boolean, sa.CheckConstraint("one"), primary_key=True, server_default=sa.true()),
        sa.Column("n", sa.BigInteger, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
    )
    for statement in (HEAD, REFUSE, KEEP_ROWS, KEEP_TABLE):
        op.execute(statement)
