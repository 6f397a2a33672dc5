"""A new key-encryption key in front of the others, and every data key wrapped anew with it, while services go on.

Events are not touched: what was sealed before opens with the same data key as before. Interrupted, the next run goes on
where this one stood.
"""

import os
import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg

from deploy.backup.cut import Driver, connected
from deploy.backup.errors import NotDone
from deploy.privacy.key_file import alone, keys_in, put
from shared.privacy.errors import KeyUnavailable
from shared.privacy.ring import KEY, Owner
from shared.privacy.wrapping import Wrapping

BATCH = 500
WAITS = 10
"""Seconds for those who are just making or destroying keys; whoever comes after us waits as long."""
NUMBERED = re.compile(r"k(\d+)")
USE = """
SELECT made_with, count(wrapped) AS living, count(*) - count(wrapped) AS destroyed FROM keyring.data_key GROUP BY made_with
"""
FORGOTTEN = "SELECT name FROM keyring.forgotten"
NOBODY_MAKES_ONE = "LOCK TABLE keyring.data_key IN SHARE MODE"
"""Whoever is making a key is waited for, and whoever comes later sees what this transaction has written."""
WAITS_FOR = f"SET LOCAL lock_timeout = '{WAITS}s'"
FORGET = "INSERT INTO keyring.forgotten (name) VALUES ($1) ON CONFLICT DO NOTHING"
ONE = "SELECT subject, project, wrapped FROM keyring.data_key WHERE made_with = $1 AND wrapped IS NOT NULL LIMIT 1"
OLD = f"""
SELECT subject, project, wrapped FROM keyring.data_key WHERE made_with = $1 AND wrapped IS NOT NULL
LIMIT {BATCH} FOR UPDATE SKIP LOCKED
"""
"""A row that somebody works on is left for the next look: who waits for nothing stands in nobody's way."""
LAST_OLD = (
    "SELECT subject, project, wrapped FROM keyring.data_key WHERE made_with = $1 AND wrapped IS NOT NULL LIMIT 1 FOR UPDATE"
)
WRAP = """
UPDATE keyring.data_key SET wrapped = anew.wrapped, made_with = $4
FROM unnest($1::text[], $2::text[], $3::bytea[]) AS anew (subject, project, wrapped)
WHERE data_key.subject = anew.subject AND data_key.project = anew.project
"""

Progress = Callable[[str, str, int], None]
"""Called with a service, the name of its new key, and how many data keys are wrapped with it so far by this run."""


@dataclass(frozen=True)
class Use:
    """How many data keys a key-encryption key wraps, and how many of those it wrapped are destroyed."""

    living: int = 0
    destroyed: int = 0


@dataclass(frozen=True)
class Wrapped:
    """The key-encryption keys of one service: what the file holds and what its database needs."""

    service: str
    file: Path
    keys: Mapping[str, bytes] = field(repr=False)
    used: Mapping[str, Use]
    forgotten: frozenset[str] = frozenset()
    """Names that no key may have again."""

    @property
    def first(self) -> str:
        """The one that wraps."""
        return next(iter(self.keys))

    @property
    def old(self) -> list[str]:
        """Those that still wrap something although another one stands in front."""
        return [name for name, use in self.used.items() if use.living and name != self.first]

    @property
    def missing(self) -> list[str]:
        """Needed, and not in the file."""
        return [name for name, use in self.used.items() if use.living and name not in self.keys]


async def look(service: str, url: str, file: Path) -> Wrapped:
    """Raises `NotDone` for a file that holds no keys."""
    async with connected(url) as db:
        return await _seen(db, service, file)


async def _seen(db: Driver, service: str, file: Path) -> Wrapped:
    used = {row["made_with"]: Use(row["living"], row["destroyed"]) for row in await db.fetch(USE)}
    return Wrapped(service, file, keys_in(file), used, frozenset(row["name"] for row in await db.fetch(FORGOTTEN)))


async def rotate(urls: Mapping[str, str], files: Mapping[str, Path], progress: Progress) -> bool:
    """Give each service a new key and wrap its data keys with it; a rotation that was interrupted is finished instead.

    Answers whether new keys were made. Raises `NotDone`; with a wrong or missing file nothing has changed.
    """
    with alone(files.values()):
        found = [await look(service, urls[service], file) for service, file in files.items()]
        for one in found:
            await refuse_unless_all_open(one, urls[one.service])
        unfinished = [one for one in found if one.old]
        for one in [] if unfinished else found:
            put(one.file, {_next_name(one): os.urandom(KEY), **one.keys})
        for one in unfinished or found:
            await _wrap_all(one, urls[one.service], progress)
        return not unfinished


async def forget(urls: Mapping[str, str], files: Mapping[str, Path], name: str) -> list[str]:
    """Drop a key-encryption key that wraps nothing any more; answers whose it was. Raises `NotDone`: nothing has changed.

    First every database is told, while nobody makes a key there: one that is wrapped already and comes later is refused.
    """
    with alone(files.values()):
        having = {service: keys for service, file in files.items() if name in (keys := keys_in(file))}
        if not having:
            raise NotDone(f"no file holds a key {name}")
        async with AsyncExitStack() as told:
            for service in having:
                db = await told.enter_async_context(_nobody_makes_a_key(urls[service], service))
                _refuse_if_needed(await _seen(db, service, files[service]), name)
                await db.execute(FORGET, name)
        for service, keys in having.items():
            put(files[service], {kept: key for kept, key in keys.items() if kept != name})
        return list(having)


@asynccontextmanager
async def _nobody_makes_a_key(url: str, service: str) -> AsyncIterator[Driver]:
    """A transaction, committed at the end of the block. Raises `NotDone`."""
    async with connected(url) as db, db.transaction():
        await db.execute(WAITS_FOR)
        try:
            await db.execute(NOBODY_MAKES_ONE)
        except asyncpg.LockNotAvailableError:
            raise NotDone(f"{service}: somebody has been making keys for {WAITS} seconds; say it again") from None
        yield db


def _refuse_if_needed(one: Wrapped, name: str) -> None:
    if name == one.first:
        raise NotDone(f"{one.service}: {name} is the key that wraps; `kladka keys rotate` puts another one in front first")
    if use := one.used.get(name, Use()).living:
        raise NotDone(f"{one.service}: {use} data keys need {name}; `kladka keys rotate` wraps them anew first")


async def refuse_unless_all_open(one: Wrapped, url: str) -> None:
    """One data key of each name is unwrapped: the right name may stand before a wrong key. Raises `NotDone`."""
    if one.missing:
        raise NotDone(f"{one.file}: {one.service} needs {', '.join(one.missing)}, which the file does not hold")
    async with connected(url) as db:
        for name in one.used:
            _unwrapped(one, name, await db.fetch(ONE, name))


async def _wrap_all(one: Wrapped, url: str, progress: Progress) -> None:
    wrapping, done = Wrapping(keys_in(one.file)), 0
    first = wrapping.names[0]
    async with connected(url) as db:
        while old := [row["made_with"] for row in await db.fetch(USE) if row["living"] and row["made_with"] != first]:
            for name in old:
                async for wrapped in _batches(db, one, name, wrapping):
                    done += wrapped
                    progress(one.service, first, done)
    progress(one.service, first, done)


async def _batches(db: Driver, one: Wrapped, name: str, wrapping: Wrapping) -> AsyncIterator[int]:
    """Each batch is a transaction of its own; how many data keys it wrapped."""
    while True:
        async with db.transaction():
            rows = await db.fetch(OLD, name) or await db.fetch(LAST_OLD, name)
            opened = _unwrapped(one, name, rows)
            anew = [wrapping.wrap(key, owner)[1] for owner, key in opened]
            owners = [owner for owner, _ in opened]
            columns = [owner.subject for owner in owners], [owner.project for owner in owners], anew
            await db.execute(WRAP, *columns, wrapping.names[0])
        if not rows:
            return
        yield len(rows)


def _unwrapped(one: Wrapped, name: str, rows: list[asyncpg.Record]) -> list[tuple[Owner, bytes]]:
    wrapping = Wrapping(one.keys)
    try:
        return [
            (owner, wrapping.unwrap(name, row["wrapped"], owner))
            for row in rows
            for owner in [Owner(row["subject"], row["project"])]
        ]
    except KeyUnavailable:
        raise NotDone(f"{one.file}: {name} there is not the key that {one.service} has wrapped its data keys with") from None


def _next_name(one: Wrapped) -> str:
    """A name that neither the file nor the database knows; numbers never go back."""
    numbers = [int(known[1]) for name in {*one.keys, *one.used, *one.forgotten} if (known := NUMBERED.fullmatch(name))]
    return f"k{max(numbers, default=0) + 1}"
