"""Migrations: Alembic runs each service's own; one at a time, whoever starts first."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection as SyncConnection
from sqlalchemy import text
from sqlalchemy.util import await_only

from shared.store.database import Database

LOCK = 0x6B6C61646B61
"""Advisory lock that lets one replica migrate while the others wait."""


async def migrate(database: Database, migrations: Path) -> None:
    """Bring the database to the newest revision of the service's migrations."""
    async with database.engine() as engine, engine.begin() as connection:
        await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        await connection.run_sync(_upgrade, migrations)


def _upgrade(connection: SyncConnection, migrations: Path) -> None:
    config = Config()
    config.set_main_option("script_location", str(migrations))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


CORE = Path(__file__).parent / "core"
"""The core tables of every service, form after form; the first migration of a service makes form 1."""


def core_statements(form: int) -> str:
    """The DDL that leads to this form of the core tables from the one before."""
    return next(CORE.glob(f"{form}_*.sql")).read_text("utf-8")


def advance_core(connection: SyncConnection, form: int) -> None:
    """Lead the core tables to their next form, in the migration's transaction: `advance_core(op.get_bind(), 1)`.

    asyncpg prepares one statement at a time; its own `execute` runs a whole script.
    """
    driver = connection.connection.driver_connection
    assert driver is not None
    await_only(driver.execute(core_statements(form)))
