"""Appending one event, 16 at once: our whole path against one raw insert in a transaction and against `eventsourcing`."""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg
from sqlalchemy import Column, MetaData, Table, Text

from shared.events.envelope import Meta
from shared.events.event import Event
from shared.kernel.command import View
from shared.kernel.ids import new_id
from shared.projection.projection import Projection
from shared.store.answer import Answer
from shared.store.database import Database
from shared.store.transaction import Commands, Transaction
from tests.support.tally import EVENTS, KEYS, TALLY, Count, Counted, Note, asking, prepare

AT_ONCE = 16
BODY = '{"project":"p","tally":"' + "x" * 340 + '","amount":1,"by":7}'
RAW_TABLE = "CREATE TABLE raw_event (position bigint GENERATED ALWAYS AS IDENTITY, stream uuid, data jsonb)"
CARD_TABLE = "CREATE TABLE card (tally text PRIMARY KEY, amount text NOT NULL)"


class Card(View):
    tally: str
    amount: str


CARDS = Projection(
    Table("card", MetaData(), Column("tally", Text, primary_key=True), Column("amount", Text)),
    Card,
    lambda event, meta: (meta.stream,),
    lambda row, event, meta: Card(tally=meta.stream, amount="1"),
    of_one_stream=True,
)


async def open_tally(command: Count, tx: Transaction) -> Answer:
    tx.append(tx.create(TALLY, new_id()), [Counted(project="p", tally=command.tally, amount=1, by=7)])
    return Answer()


async def _at_once(work: Callable[[], Awaitable[object]], number: int) -> float:
    """Operations per second of `number` runs, AT_ONCE at a time."""

    async def lane() -> None:
        for _ in range(number // AT_ONCE):
            await work()

    start = time.perf_counter()
    await asyncio.gather(*(lane() for _ in range(AT_ONCE)))
    return number / (time.perf_counter() - start)


async def ours(database: Database, number: int) -> float:
    run = Commands(database, EVENTS, KEYS, own=[CARDS])
    body = Count(tally="x" * 60)
    return await _at_once(lambda: run.execute(open_tally, asking(body), Answer), number)


async def raw(pool: "asyncpg.Pool[asyncpg.Record]", number: int) -> float:
    async def insert() -> None:
        async with pool.acquire() as connection, connection.transaction():
            await connection.execute("INSERT INTO raw_event (stream, data) VALUES ($1, $2)", uuid4(), BODY)

    return await _at_once(insert, number)
