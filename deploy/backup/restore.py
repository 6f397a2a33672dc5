"""Restoring a backup into an installation whose services are stopped: all databases or none.

Whatever could go wrong goes wrong beside the present databases: each dump is read into a new one, brought to the newest
migrations, counted and made ready; only then are the topics deleted and the names changed.
"""

import asyncio
from pathlib import Path

import asyncpg
import httpx
from alembic.util.exc import CommandError

from deploy.backup.databases import NEW, OLD, Place, places, swap
from deploy.backup.errors import NotDone
from deploy.backup.make import Say
from deploy.backup.manifest import Dump, Manifest, dump_file, read_backup
from deploy.backup.programs import pg_restore
from deploy.backup.topics import delete_topics
from deploy.cli.declared import MIGRATIONS, declared_topics
from deploy.installation import Installation
from shared.operations.republish import EVERYTHING
from shared.operations.shadow import SLOW
from shared.store.database import Database
from shared.store.migrate import migrate

ANSWERS_WITHIN = 2.0
"""Seconds."""
COUNTED = "SELECT count(*), coalesce(max(position), 0) FROM event"
SEND_ALL_AGAIN = f"DELETE FROM sent; DELETE FROM parked; {EVERYTHING}"
"""The topics begin anew, so nothing has been sent, and what was parked comes again under other offsets; whoever has seen an
event drops it."""


async def restore(installation: Installation, directory: Path, *, replace: bool, keep_topics: bool, say: Say) -> Manifest:
    """Make the installation what it was when the backup was made. Raises `NotDone`, and then the databases are as they were.

    `replace`: the databases may hold something; it is dropped in the end. `keep_topics`: Kafka holds none, or the same.
    """
    manifest = await asyncio.to_thread(read_backup, directory)
    _refuse_unless_it_belongs_here(manifest, installation)
    await _refuse_while_services_answer(installation)
    async with places(installation, manifest.dumps) as targets:
        await _refuse_while_in_use(targets)
        if not replace:
            await _refuse_unless_empty(targets)
        try:
            for place in targets:
                await _fill(place, directory, manifest.dumps[place.service])
                say(f"{place.service}: {manifest.dumps[place.service].held.events} events")
            if not keep_topics:
                await delete_topics(installation.kafka, installation.topic_prefix, declared_topics(installation.topic_prefix))
            await swap(targets)
        except BaseException:
            await _drop(targets, NEW)
            raise
        try:
            await _drop(targets, OLD)
        except asyncpg.PostgresError as error:
            say(f"restored, but a replaced database could not be dropped: {error}")
    return manifest


def _refuse_unless_it_belongs_here(manifest: Manifest, installation: Installation) -> None:
    """Names of the centre and of the topics stand in events and in what was seen of them."""
    theirs = (manifest.centre, manifest.topic_prefix, set(manifest.dumps))
    ours = (installation.centre, installation.topic_prefix, set(installation.databases))
    for what, one, other in zip(("the centre", "the prefix of topics", "services"), theirs, ours, strict=True):
        if one != other:
            raise NotDone(f"another installation's backup: {what} there: {one}, here: {other}")


async def _refuse_while_services_answer(installation: Installation) -> None:
    async with httpx.AsyncClient(timeout=ANSWERS_WITHIN, trust_env=False) as client:
        for service, url in installation.services.items():
            if await _answers(client, url):
                raise NotDone(f"{service} answers: stop the services first")


async def _answers(client: httpx.AsyncClient, url: str) -> bool:
    """One that is listened to but silent runs too."""
    try:
        await client.get(f"{url}/health/live")
    except (httpx.ConnectError, httpx.ConnectTimeout):
        return False
    except httpx.TransportError:
        return True
    return True


async def _refuse_while_in_use(targets: list[Place]) -> None:
    for place in targets:
        if clients := await place.clients():
            raise NotDone(f"{place.name} is in use: {clients} connections")


async def _refuse_unless_empty(targets: list[Place]) -> None:
    if held := [place.name for place in targets if await place.holds_something()]:
        raise NotDone(f"not empty: {', '.join(held)}; --replace drops what they hold")


async def _fill(place: Place, directory: Path, dump: Dump) -> None:
    """A new database beside the present one, ready to take its place. Raises `NotDone`."""
    await place.make_new()
    await pg_restore(place.new_url, str(dump_file(directory, place.service)))
    database = Database(place.new_url, patience=SLOW)
    try:
        await migrate(database, MIGRATIONS[place.service])
        await _make_ready(database, place.service, dump)
    except CommandError as error:
        raise NotDone(f"{place.service}: made by a newer version of Kładka? {error}") from error
    finally:
        await database.close()


async def _make_ready(database: Database, service: str, dump: Dump) -> None:
    async with database.begin() as db:
        await db.driver.execute("ANALYZE")
        if not await db.driver.fetchval("SELECT to_regclass('event') IS NOT NULL"):
            return
        found = tuple(await db.driver.fetchrow(COUNTED) or ())
        if found != (dump.held.events, dump.held.position):
            raise NotDone(f"{service}: the dump does not hold the events that the manifest counts")
        await db.driver.execute(SEND_ALL_AGAIN)


async def _drop(targets: list[Place], suffix: str) -> None:
    for place in targets:
        await place.drop(suffix)
