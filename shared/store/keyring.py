"""The data keys of a service: made before the first event that needs one, wrapped, kept in a schema of their own.

A key is one owner's and is destroyed with its row's content; what was sealed with it stays closed for ever. A row without
a subject says that its project has ended: no key is made for it any more, for whomever.
"""

import asyncio
import hashlib
import hmac
import os
from collections.abc import Collection, Iterable, Mapping

import asyncpg
from cachetools import TTLCache
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.privacy.errors import KeyUnavailable, erased
from shared.privacy.ring import KEY, Owner, Ring
from shared.privacy.wrapping import Wrapping
from shared.store.database import Connection, Database

Found = AESGCM | KeyUnavailable | None
"""A key; why it cannot be unwrapped; None: it was destroyed."""
REMEMBERED, SECONDS = 20_000, 60.0
"""How many keys are kept in memory, and for how long: so long another process may still open what was just erased."""
SEARCH = Owner("search")
"""The owner of the key that digests are made with."""
FIND = """
SELECT subject, project, wrapped, made_with FROM keyring.data_key
JOIN unnest($1::text[], $2::text[]) AS wanted (subject, project) USING (subject, project)
"""
ENDING = "hashtextextended('the end of ' || project, 0)"
"""The lock that the end of a project holds; who makes a key shares it and never waits for it."""
MAKE = f"""
WITH asked AS (
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bytea[]) AS asked (subject, project, made_with, wrapped)
), going_on AS MATERIALIZED (
    SELECT project FROM (SELECT DISTINCT project FROM asked) AS each
    WHERE pg_try_advisory_xact_lock_shared({ENDING})
      AND NOT EXISTS (SELECT FROM keyring.data_key AS ended WHERE ended.subject = '' AND ended.project = each.project)
), made AS (
    INSERT INTO keyring.data_key (subject, project, made_with, wrapped)
    SELECT * FROM asked WHERE project IN (SELECT project FROM going_on)
        AND made_with NOT IN (SELECT name FROM keyring.forgotten)
    ON CONFLICT DO NOTHING
    RETURNING subject, project, wrapped, made_with
)
SELECT * FROM made UNION ALL {FIND} UNION ALL
SELECT subject, project, NULL, 'none' FROM asked WHERE project NOT IN (SELECT project FROM going_on)
    AND NOT EXISTS (SELECT FROM keyring.data_key AS kept WHERE (kept.subject, kept.project) = (asked.subject, asked.project))
"""
"""What is there or was made; what may not be made is as good as destroyed. What a forgotten key has wrapped is not kept."""
LOOKS = 10
"""After so many a key that is still not there is not just being made, or its wrapping key just being replaced."""
DESTROY = """
UPDATE keyring.data_key SET wrapped = NULL, destroyed_at = statement_timestamp()
FROM unnest($1::text[], $2::text[]) AS gone (subject, project)
WHERE data_key.subject = gone.subject AND data_key.project = gone.project AND wrapped IS NOT NULL
"""
MARK = """
INSERT INTO search_key (mark) VALUES ($1) ON CONFLICT (one) DO UPDATE SET mark = excluded.mark WHERE search_key.mark = ''
"""
MARKED = "SELECT mark FROM search_key"
FIRST_TIME = "SELECT NOT EXISTS (SELECT FROM search_key)"
LOST = (
    "the search key that belongs to these data is not here: restore the backup of the keys; or, if there is none, say "
    "`kladka keys new-search-key` (repeats of earlier commands are then refused, and nobody is found until `kladka persons "
    "reindex` has opened every card)"
)
END = f"SELECT pg_advisory_xact_lock({ENDING}) FROM (SELECT $1::text AS project) AS one"
DESTROY_PROJECT = """
WITH ended AS (
    INSERT INTO keyring.data_key (subject, project, made_with, destroyed_at)
    VALUES ('', $1, 'none', statement_timestamp()) ON CONFLICT DO NOTHING
)
UPDATE keyring.data_key SET wrapped = NULL, destroyed_at = statement_timestamp() WHERE project = $1 AND wrapped IS NOT NULL
"""


class Keyring:
    """The keys behind `Keys`. `database` is a pool of its own: a command that waits for a key holds a connection already."""

    def __init__(
        self, database: Database, wrapping: Wrapping, *, remembered: int = REMEMBERED, seconds: float = SECONDS
    ) -> None:
        self._database = database
        self._wrapping = wrapping
        self._remembered: TTLCache[Owner, AESGCM] = TTLCache(remembered, seconds)
        self._search = b""
        self._making = asyncio.Lock()
        self._wanted: set[Owner] = set()

    async def start(self) -> None:
        """Needed before `digest`. Raises `KeyUnavailable` (`wrong_key`; `key_missing`: digests were made with a lost key)."""
        key = await self._search_key()
        mark = _digest(key, "search_key", b"")
        async with self._database.read() as db:
            await db.driver.execute(MARK, mark)
            marked = await db.driver.fetchval(MARKED)
        if marked != mark:
            raise KeyUnavailable("wrong_key", rule=LOST)
        self._search = key

    async def for_sealing(self, owners: Collection[Owner]) -> Ring:
        """Raises `CannotOpen` (`key_destroyed`) when one was erased or its project ended, `KeyUnavailable` (`wrong_key`)."""
        found = self._known(owners)
        if missing := [owner for owner in owners if owner not in found]:
            found |= await self._made(missing)
        if any(key is None for key in found.values()):
            raise erased()
        return Ring(found)

    async def for_opening(self, owners: Collection[Owner]) -> Ring:
        """Raises `KeyUnavailable` (`wrong_key`)."""
        found = self._known(owners)
        if missing := [owner for owner in owners if owner not in found]:
            async with self._database.read() as db:
                found |= _usable(self._unwrapped(await db.driver.fetch(FIND, *_columns(missing))))
        return Ring(found)

    def forget(self, owners: Collection[Owner]) -> None:
        for owner in owners:
            self._remembered.pop(owner, None)

    def digest(self, purpose: str, value: bytes) -> bytes:
        assert self._search, "the keyring was not started"
        return _digest(self._search, purpose, value)

    def _known(self, owners: Iterable[Owner]) -> dict[Owner, AESGCM | None]:
        return {owner: key for owner in owners if (key := self._remembered.get(owner)) is not None}

    async def _made(self, owners: list[Owner]) -> dict[Owner, AESGCM | None]:
        """Those who wait for each other here are served by one statement, and one commit; each has only its own faults."""
        self._wanted.update(owners)
        async with self._making:
            found: dict[Owner, Found] = {**self._known(owners)}
            if missing := {owner for owner in owners if owner not in found}:
                wanted, self._wanted = self._wanted | missing, set()
                found |= self._unwrapped(await self._there(wanted))
        return _usable({owner: found[owner] for owner in owners})

    async def _there(self, owners: Collection[Owner]) -> list[asyncpg.Record]:
        """Another process that makes the same key at once, or has forgotten what we wrap with, is seen only by looking again.

        Raises `KeyUnavailable` (`wrong_key`).
        """
        found: dict[Owner, asyncpg.Record] = {}
        for _ in range(LOOKS):
            found |= {Owner(*row[:2]): row for row in await self._make(sorted(set(owners) - found.keys()))}
            if len(found) == len(owners):
                return list(found.values())
        rule = "the key-encryption key that wraps here was forgotten (`kladka keys forget`): another one belongs in front of it"
        raise KeyUnavailable("wrong_key", rule=rule)

    async def _make(self, owners: list[Owner]) -> list[asyncpg.Record]:
        wrapped = [self._wrapping.wrap(os.urandom(KEY), owner) for owner in owners]
        names, keys = zip(*wrapped, strict=True)
        async with self._database.read() as db:
            rows: list[asyncpg.Record] = await db.driver.fetch(MAKE, *_columns(owners), names, keys)
        return rows

    def _unwrapped(self, rows: Iterable[asyncpg.Record]) -> dict[Owner, Found]:
        found: dict[Owner, Found] = {}
        for subject, project, wrapped, made_with in rows:
            owner = Owner(subject, project)
            found[owner] = None if wrapped is None else self._key(owner, made_with, wrapped)
        return found

    def _key(self, owner: Owner, made_with: str, wrapped: bytes) -> AESGCM | KeyUnavailable:
        try:
            key = AESGCM(self._wrapping.unwrap(made_with, wrapped, owner))
        except KeyUnavailable as fault:
            return fault
        self._remembered[owner] = key
        return key

    async def _search_key(self) -> bytes:
        """Made once for a database; what is marked here was made before, so one that is missing is lost."""
        async with self._database.read() as db:
            first_time = await db.driver.fetchval(FIRST_TIME)
            rows = [] if first_time else await db.driver.fetch(FIND, *_columns([SEARCH]))
        if not first_time and not rows:
            raise KeyUnavailable("key_missing", rule=LOST)
        [row] = rows or await self._there([SEARCH])
        if row["wrapped"] is None:
            raise KeyUnavailable("key_missing", rule="the key that people are found by was destroyed")
        return self._wrapping.unwrap(row["made_with"], row["wrapped"], SEARCH)


async def destroy(db: Connection, owners: Collection[Owner]) -> int:
    """Destroy the keys of these owners in the transaction at hand; how many there were."""
    return int((await db.driver.execute(DESTROY, *_columns(owners))).rpartition(" ")[2])


async def destroy_project(db: Connection, project: str) -> int:
    """Destroy every key of a project in the transaction at hand and let none be made again; how many there were.

    A key that is just being made is waited for.
    """
    await db.driver.execute(END, project)
    return int((await db.driver.execute(DESTROY_PROJECT, project)).rpartition(" ")[2])


async def accept_new_search_key(db: Connection) -> None:
    """The next start takes the search key that is there, or makes one. What was digested with a lost one is not found."""
    await db.driver.execute("DELETE FROM search_key")


async def expect_search_key(db: Connection) -> None:
    """Something here was made with a search key that may not be there: none is made until somebody accepts that."""
    await db.driver.execute("INSERT INTO search_key (mark) VALUES ('') ON CONFLICT DO NOTHING")


def _digest(key: bytes, purpose: str, value: bytes) -> bytes:
    return hmac.new(key, purpose.encode() + b"\0" + value, hashlib.sha256).digest()


def _usable(found: Mapping[Owner, Found]) -> dict[Owner, AESGCM | None]:
    """Raises `KeyUnavailable` (`wrong_key`) when one of these keys cannot be unwrapped."""
    usable: dict[Owner, AESGCM | None] = {}
    for owner, key in found.items():
        if isinstance(key, KeyUnavailable):
            raise key
        usable[owner] = key
    return usable


def _columns(owners: Collection[Owner]) -> tuple[list[str], list[str]]:
    return [owner.subject for owner in owners], [owner.project for owner in owners]
