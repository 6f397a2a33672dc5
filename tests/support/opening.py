"""Trying to open what a service has sealed, with every key that is left to it, as somebody with the whole database might."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import asyncpg
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.privacy.errors import CannotOpen
from shared.privacy.ring import Owner, Ring
from shared.privacy.wrapping import Wrapping
from shared.store.database import Database

TOKENS = """
SELECT coalesce(data->>'person', data->>'participant', data->>'application', stream_id) AS subject,
    coalesce(data->>'project', '') AS project, field.key AS field, event_id, field.value AS token
FROM event, jsonb_each_text(data) AS field WHERE field.value LIKE 'v1.%'
"""
KEYS = "SELECT subject, project, made_with, wrapped FROM keyring.data_key WHERE wrapped IS NOT NULL"
OF_THE_CENTRE = ("search", "supplier:")
"""Beginnings of the owners that belong to no project."""


class Tried(NamedTuple):
    """How many tokens there were, the texts that opened, and the owners of living keys but those of the centre itself."""

    tokens: int
    opened: list[str]
    living: list[Owner]


async def tried(database_url: str, keys: Path | None) -> Tried:
    """Every token of every event with every living key of the service; `keys` is the file of those that wrap, if it has one."""
    database = Database(database_url, pool=1)
    async with database.read() as db:
        tokens, rows = await db.driver.fetch(TOKENS), await db.driver.fetch(KEYS)
    await database.close()
    living = {Owner(row["subject"], row["project"]): row for row in rows}
    ready = _unwrapped(living, keys)
    opened = [text for row in tokens for text in _texts(row, ready)]
    return Tried(len(tokens), opened, [owner for owner in living if not owner.subject.startswith(OF_THE_CENTRE)])


def _unwrapped(living: dict[Owner, asyncpg.Record], keys: Path | None) -> list[AESGCM]:
    if not living:
        return []
    assert keys is not None, "a service without a file of keys has made some"
    wrapping = Wrapping.from_file(keys)
    return [AESGCM(wrapping.unwrap(row["made_with"], row["wrapped"], owner)) for owner, row in living.items()]


def _texts(row: asyncpg.Record, keys: list[AESGCM]) -> Iterator[str]:
    owner, event = Owner(row["subject"], row["project"]), UUID(str(row["event_id"]))
    for key in keys:
        try:
            yield Ring({owner: key}).open(row["token"], owner, row["field"], event)
        except CannotOpen:
            continue
