"""Two services' databases of an installation of their own, to be backed up and restored."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg

from deploy.backup.make import Say, back_up
from deploy.backup.manifest import Manifest
from deploy.backup.restore import Wish, restore
from deploy.cli.declared import MIGRATIONS
from deploy.installation import Installation
from deploy.local.credentials import SEALING
from shared.privacy.wrapping import written
from shared.store.database import Database
from shared.store.migrate import migrate
from tests.support.stack import Addresses

KEK = bytes(range(32))
STORE, DOOR = "reporting", "gateway"
EVENT = """
INSERT INTO event (event_id, stream_id, version, name, schema_version, data, sequence, message_key, message, effective_on,
                   recorded_at, correlation, causation, actor)
SELECT gen_random_uuid(), 's', $1, 'Told', 1, '{}', $1, 'p', '\\x00', '2021-03-01', clock_timestamp(), u, u, u
FROM gen_random_uuid() AS u
"""


def quiet(_said: str) -> None:
    """Nobody reads it here."""


@dataclass(frozen=True)
class Place:
    """Databases of services."""

    installation: Installation

    async def run(self, service: str, statement: str, *arguments: object) -> list[asyncpg.Record]:
        connection = await asyncpg.connect(self.installation.database(service))
        try:
            return await connection.fetch(statement, *arguments)
        finally:
            await connection.close()

    async def value(self, service: str, statement: str) -> object:
        return (await self.run(service, statement))[0][0]

    async def tell(self, number: int) -> None:
        """One more published event."""
        await self.run(STORE, EVENT, number)

    async def restore(self, backup: Path, keys: Path | None = None, *, say: Say = quiet, **wishes: object) -> Manifest:
        """Over what is there; without keys when none are named."""
        usual = {"replace": True, "without_keys": keys is None}
        return await restore(self.installation, Wish(backup, keys, **{**usual, **wishes}), say)

    async def back_up(self, directory: Path, keys: Path | None = None) -> Path:
        await back_up(self.installation, directory, quiet, keys)
        return directory

    async def administer(self, statement: str, inside: str = "/postgres") -> None:
        """Something that a service's own role may not do, in this database (a path of an address)."""
        admin = await asyncpg.connect(
            urlsplit(self.installation.administration(next(iter(self.installation.databases))))._replace(path=inside).geturl()
        )
        await admin.execute(statement)
        await admin.close()

    def path(self, service: str) -> str:
        return urlsplit(self.installation.databases[service]).path

    async def drop(self, service: str) -> None:
        """Drop a service's database."""
        await self.administer(f'DROP DATABASE "{self.path(service)[1:]}" WITH (FORCE)')

    async def databases(self) -> set[str]:
        """Their names, and those of whatever a restore has made beside them."""
        rows = await self.run(next(iter(self.installation.databases)), "SELECT datname FROM pg_database")
        return {row[0] for row in rows if row[0].startswith(self.installation.topic_prefix)}


@asynccontextmanager
async def databases(
    stack: Addresses, topic_prefix: str, directory: Path, services: Sequence[str] = (STORE, DOOR)
) -> AsyncIterator[Place]:
    """With the tables of these services, each of a role of its own; `directory` is for passwords and sealing keys."""
    parts, names = urlsplit(stack.postgres), {service: f"{topic_prefix}_{service}" for service in services}
    installation = Installation(
        databases={service: f"postgresql://{name}@{parts.hostname}:{parts.port}/{name}" for service, name in names.items()},
        passwords=dict.fromkeys(names, _written(directory / "password", topic_prefix)),
        services={},
        signing_key=directory / "none",
        sealing_keys={name: _written(directory / f"{name}.key", written({"k1": KEK})) for name in set(services) & set(SEALING)},
        kafka=stack.kafka,
        topic_prefix=topic_prefix,
        centre="test",
        administrator=parts.username,
        administrator_password=_written(directory / "administrator", parts.password or ""),
    )
    admin = await asyncpg.connect(stack.postgres)
    for service, name in names.items():
        await admin.execute(f"CREATE ROLE \"{name}\" LOGIN PASSWORD '{topic_prefix}'")
        await admin.execute(f'CREATE DATABASE "{name}" OWNER "{name}"')
        await migrate(Database(installation.database(service)), MIGRATIONS[service])
    yield Place(installation)
    for name in names.values():
        for suffix in ("", "_restored", "_replaced"):
            await admin.execute(f'DROP DATABASE IF EXISTS "{name}{suffix}" WITH (FORCE)')
        await admin.execute(f'DROP ROLE "{name}"')
    await admin.close()


def _written(file: Path, text: str) -> Path:
    file.write_text(text, "utf-8")
    return file
