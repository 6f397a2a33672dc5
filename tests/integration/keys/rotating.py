"""A service's database, its key file, and many people whose keys are wrapped with what stands in it."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import asyncpg
from typer.testing import CliRunner, Result

from deploy.cli.main import app
from deploy.privacy.rotation import BATCH
from shared.privacy.ring import Owner, Ring
from shared.privacy.wrapping import Wrapping, read_keys
from shared.store.database import Database
from shared.store.keyring import Keyring

PEOPLE = 2 * BATCH + 7
"""More than two batches."""
EVENT = UUID(int=7)
WAITS = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"


@dataclass
class Kept:
    """A service's database, its key file and an installation that names both."""

    database: Database
    url: str
    file: Path
    installation: Path

    def keyring(self) -> Keyring:
        """Of a process that has just been started; it remembers nothing, so each use asks for its key."""
        return Keyring(self.database, Wrapping.from_file(self.file), seconds=0)

    @property
    def names(self) -> list[str]:
        return list(read_keys(self.file.read_text("ascii")))

    async def fetch(self, query: str) -> list[asyncpg.Record]:
        async with self.database.read() as db:
            return await db.driver.fetch(query)

    async def made_with(self) -> dict[str, int]:
        query = "SELECT made_with, count(*) FROM keyring.data_key WHERE wrapped IS NOT NULL GROUP BY made_with"
        return {row[0]: row[1] for row in await self.fetch(query)}

    async def dump(self, table: str) -> list[str]:
        return [row[0] for row in await self.fetch(f"SELECT t::text FROM {table} AS t ORDER BY 1")]

    async def say(self, *arguments: str) -> Result:
        command = ["keys", *arguments, "--installation", str(self.installation)]
        return await asyncio.to_thread(CliRunner().invoke, app, command)


async def seal_many(kept: Kept) -> dict[Owner, str]:
    """A token of each of many people."""
    owners = [Owner(f"person-{number}", "p") for number in range(PEOPLE)]
    ring = await kept.keyring().for_sealing(owners)
    return {owner: ring.seal(f"name {owner.subject}", owner, "name", EVENT) for owner in owners}


def open_to_their_texts(ring: Ring, tokens: dict[Owner, str]) -> bool:
    return all(ring.open(token, owner, "name", EVENT) == f"name {owner.subject}" for owner, token in tokens.items())
