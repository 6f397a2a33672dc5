"""Restoring a backup into an installation whose services are stopped: all databases or none.

Whatever could go wrong goes wrong beside the present databases: each dump is read into a new one, brought to the newest
migrations, counted and made ready; only then are the topics deleted and the names changed.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import httpx
from alembic.util.exc import CommandError

from deploy.backup.databases import NEW, OLD, Place, places, swap
from deploy.backup.erasures import REGISTRY, Told, known_erasures
from deploy.backup.errors import NotDone
from deploy.backup.keyring import erase_again, missing_keys, read_keys
from deploy.backup.make import Say
from deploy.backup.manifest import Dump, KeysDump, Manifest, dump_file, read_backup, read_keys_backup
from deploy.backup.programs import pg_restore
from deploy.backup.topics import delete_topics
from deploy.cli.declared import MIGRATIONS, declared_topics
from deploy.installation import Installation
from deploy.privacy.rotation import look, refuse_unless_all_open
from shared.bus.topics import Topic
from shared.operations.republish import EVERYTHING
from shared.operations.shadow import SLOW
from shared.store.database import Database
from shared.store.migrate import migrate

ANSWERS_WITHIN = 2.0
"""Seconds."""
NO_KEYS = "name the backup of the keys (--keys DIRECTORY), or say --without-keys: then nothing sealed will ever open"
NOBODY_KNOWS = """\
it cannot be known who was erased after the backup: neither the present database of recruitment nor its topic can tell; \
name a list with --erasures FILE (`kladka privacy erasures --out FILE`), or say --no-erasures-known"""
COUNTED = "SELECT count(*), coalesce(max(position), 0) FROM event"
SEND_ALL_AGAIN = f"DELETE FROM sent; DELETE FROM parked; {EVERYTHING}"
"""The topics begin anew, so nothing has been sent, and what was parked comes again under other offsets; whoever has seen an
event drops it."""


@dataclass(frozen=True)
class Wish:
    """What an operator wants to have restored, and knows about it."""

    directory: Path
    keys: Path | None = None
    """The backup of the keys."""
    without_keys: bool = False
    """There is none, and it is accepted that nothing sealed will open."""
    replace: bool = False
    """The databases may hold something; it is dropped in the end."""
    keep_topics: bool = False
    """Kafka holds none, or the same."""
    erasures: Path | None = None
    """A list of who was erased."""
    no_erasures_known: bool = False
    """It is accepted that whoever was erased after the backup comes back."""


async def restore(installation: Installation, wish: Wish, say: Say) -> Manifest:
    """Make the installation what it was when the backup was made. Raises `NotDone`, and then the databases are as they were."""
    manifest = await asyncio.to_thread(read_backup, wish.directory)
    keys = await _keys(wish, manifest, installation, say)
    _refuse_unless_it_belongs_here(manifest, installation)
    await _refuse_while_services_answer(installation)
    async with places(installation, manifest.dumps) as targets:
        await _refuse_while_in_use(targets)
        if not wish.replace:
            await _refuse_unless_empty(targets)
        erased = await _erased(installation, wish, manifest, targets, say)
        try:
            for place in targets:
                await _fill(place, wish.directory, manifest.dumps[place.service])
                if wish.keys and place.service in keys:
                    await read_keys(place, wish.keys, keys[place.service])
                say(f"{place.service}: {manifest.dumps[place.service].held.events} events")
            await _look_after_keys(installation, targets, erased, say)
            if not wish.keep_topics:
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


async def _keys(wish: Wish, manifest: Manifest, installation: Installation, say: Say) -> Mapping[str, KeysDump]:
    """The dumps of the keys, by service; none when that is what is wanted. Raises `NotDone`."""
    if wish.keys is None:
        if not wish.without_keys:
            raise NotDone(NO_KEYS)
        say("without keys: nothing that is sealed in this backup can be opened")
        say("services with keys do not start before `kladka keys new-search-key`, which accepts that")
        return {}
    keys = await asyncio.to_thread(read_keys_backup, wish.keys)
    if (keys.centre, keys.topic_prefix) != (installation.centre, installation.topic_prefix):
        raise NotDone(f"{wish.keys}: another installation's keys: those of {keys.centre}, {keys.topic_prefix}")
    if keys.taken_at < manifest.taken_at:
        say(f"the keys are older ({keys.taken_at:%Y-%m-%d %H:%M:%S}) than the data ({manifest.taken_at:%Y-%m-%d %H:%M:%S} UTC)")
    return keys.dumps


async def _erased(installation: Installation, wish: Wish, manifest: Manifest, targets: list[Place], say: Say) -> Told:
    """Who is known to be erased. Raises `NotDone` when nobody can tell and that was not accepted."""
    registry = _registry(targets)
    if registry is None:
        return Told([], set())
    topic, position = Topic(installation.topic_prefix, REGISTRY).name, manifest.dumps[REGISTRY].held.position
    known = await known_erasures(registry, installation.kafka, topic, wish.erasures, position)
    if not known.sources and not wish.no_erasures_known:
        raise NotDone(NOBODY_KNOWS)
    say(f"who was erased is known from {', '.join(known.sources)}" if known.sources else "nobody knows who was erased since")
    return known.told


async def _look_after_keys(installation: Installation, targets: list[Place], erased: Told, say: Say) -> None:
    """The key files open what was restored, whoever was erased stays erased, and what is missing is said."""
    for place in targets:
        file = installation.sealing_keys.get(place.service)
        if file is not None and file.is_file():
            await refuse_unless_all_open(await look(place.service, place.new_url, file), place.new_url)
    registry = _registry(targets)
    if registry is not None and (again := await erase_again(targets, registry, erased)):
        say(f"{again} erasures are done again: their keys are destroyed, the rest follows when {REGISTRY} starts")
    for place in targets:
        if missing := await missing_keys(place):
            say(f"{place.service}: the keys of {missing} owners are missing; what was sealed for them stays closed")


def _registry(targets: list[Place]) -> Place | None:
    return next((place for place in targets if place.service == REGISTRY), None)


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
