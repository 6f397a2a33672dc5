"""Appending one event, 16 at once: our whole path against one raw insert in a transaction and against `eventsourcing`.

Ours: a validated command becomes one event with its command row, outbox row and own projection, through
`Commands.execute`. Raw: BEGIN, one INSERT of a body as long, COMMIT on asyncpg's pool without its reset query.
`eventsourcing`: `app.save` of a new aggregate with one event, 16 threads, its PostgreSQL recorder as it comes.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from statistics import median
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from sqlalchemy import Column, MetaData, Table, Text

from shared.kernel.command import View
from shared.kernel.ids import new_id
from shared.projection.projection import Projection
from shared.store.answer import Answer
from shared.store.database import Database
from shared.store.transaction import Commands, Transaction
from tests.benchmarks.databases import fresh
from tests.benchmarks.figures import Figure
from tests.support.stack import Addresses
from tests.support.tally import EVENTS, KEYS, TALLY, Count, Counted, asking, prepare

AT_ONCE = 16
ROUNDS = 5
NUMBER = 1600
NAME = "x" * 60
BODY = '{"project":"p","tally":"' + NAME + '","amount":1,"by":7}'
TABLES = (
    "CREATE TABLE raw_event (position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, stream uuid, data jsonb)",
    "CREATE TABLE card (tally text PRIMARY KEY, amount text NOT NULL)",
)


class Card(View):
    tally: str
    amount: str


CARDS = Projection(
    Table("card", MetaData(), Column("tally", Text, primary_key=True), Column("amount", Text)),
    Card,
    lambda fact, meta: (meta.stream,),
    lambda row, fact, meta: Card(tally=meta.stream, amount="1"),
    of_one_stream=True,
)


class Tally(Aggregate):
    """The same thing in `eventsourcing`."""

    @event("Counted")
    def __init__(self, project: str, tally: str, amount: int, by: int) -> None:
        self.total = amount


async def open_tally(command: Count, tx: Transaction) -> Answer:
    tx.append(tx.create(TALLY, new_id()), [Counted(project="p", tally=command.tally, amount=1, by=7)])
    return Answer()


async def measure(stack: Addresses) -> list[Figure]:
    """Medians of ROUNDS rounds in turn."""
    url = await fresh(stack)
    database = Database(url)
    await prepare(database)
    async with database.read() as db:
        for table in TABLES:
            await db.driver.execute(table)
    pool = await asyncpg.create_pool(url, min_size=AT_ONCE, max_size=AT_ONCE, reset=_keep)
    theirs = _application(url)
    await _ours(database, 320), await _raw(pool, 320), await _theirs(theirs, 160)
    rounds = []
    for _ in range(ROUNDS):
        rounds.append((await _ours(database, NUMBER), await _raw(pool, NUMBER), await _theirs(theirs, NUMBER // 4)))
    theirs.close()
    await pool.close()
    await database.close()
    own = median(ours for ours, _, _ in rounds)
    to_raw, to_other = median(ours / raw for ours, raw, _ in rounds), median(ours / other for ours, _, other in rounds)
    name = "a command of one event, 16 at once"
    return [
        Figure(name, own, "/s", "raw asyncpg insert in a transaction", to_raw, least_ratio=0.4),
        Figure(name, own, "/s", "eventsourcing app.save, 16 threads", to_other, least_ratio=2.5),
    ]


async def _keep(connection: object) -> None:
    """No reset query: these connections carry no session state."""


async def at_once(work: Callable[[], Awaitable[object]], number: int) -> float:
    """Operations per second of `number` runs, AT_ONCE at a time."""

    async def lane() -> None:
        for _ in range(number // AT_ONCE):
            await work()

    start = time.perf_counter()
    await asyncio.gather(*(lane() for _ in range(AT_ONCE)))
    return number / (time.perf_counter() - start)


async def _ours(database: Database, number: int) -> float:
    run = Commands(database, EVENTS, KEYS, own=[CARDS])
    body = Count(tally=NAME)
    return await at_once(lambda: run.execute(open_tally, asking(body), Answer), number)


async def _raw(pool: "asyncpg.Pool[asyncpg.Record]", number: int) -> float:
    async def insert() -> None:
        async with pool.acquire() as connection, connection.transaction():
            await connection.execute("INSERT INTO raw_event (stream, data) VALUES ($1, $2)", uuid4(), BODY)

    return await at_once(insert, number)


def _application(url: str) -> "Application[object]":
    parts = urlsplit(url)
    environment = {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": parts.path.lstrip("/"),
        "POSTGRES_HOST": str(parts.hostname),
        "POSTGRES_PORT": str(parts.port),
        "POSTGRES_USER": str(parts.username),
        "POSTGRES_PASSWORD": str(parts.password),
        "POSTGRES_POOL_SIZE": str(AT_ONCE),
    }
    return Application(env=environment)


async def _theirs(application: "Application[object]", number: int) -> float:
    def lane() -> None:
        for _ in range(number // AT_ONCE):
            application.save(Tally(project="p", tally=NAME, amount=1, by=7))

    loop = asyncio.get_running_loop()
    start = time.perf_counter()
    with ThreadPoolExecutor(AT_ONCE) as threads:
        await asyncio.gather(*(loop.run_in_executor(threads, lane) for _ in range(AT_ONCE)))
    return number / (time.perf_counter() - start)
