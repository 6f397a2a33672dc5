"""Finding and opening people of the registry: 100 000 of one project, each sealed with a key of its own.

Queries as staff ask them, access log included. `cold`: the process has just started and every key has to be fetched and
unwrapped; `warm`: the keys are in memory.
"""

import os
import time
from collections.abc import Awaitable, Callable, Sequence
from random import Random
from statistics import median, quantiles
from typing import Any

from fastapi import Response

from services.recruitment.people.opening import open_names
from services.recruitment.people.texts import Texts
from services.recruitment.projections.person import find_people
from services.recruitment.queries.finding import AskedByName, AskedByPesel, find_by_pesel
from services.recruitment.queries.finding import find_people as find_by_name
from services.recruitment.queries.people import AskedPeople, persons
from shared.http.operations import Look
from shared.kernel.command import Command
from shared.runtime.service import collect_seldom
from shared.store.database import Database
from shared.store.keyring import Keyring
from tests.benchmarks.commands import STAFF
from tests.benchmarks.databases import fresh, opened
from tests.benchmarks.figures import Figure
from tests.benchmarks.registry import PROJECT, WRAPPING, fill_registry
from tests.support.stack import Addresses

PEOPLE = int(os.environ.get("KLADKA_BENCH_PEOPLE", "100000"))
SEARCHES, LISTED, ROUNDS = 200, 1_000, 7
EXACT, BY_NAME, LIST = 10, 100, 50
"""Milliseconds that are wished for."""
Search = Callable[[Any, Look], Awaitable[Any]]


async def measure(stack: Addresses) -> list[Figure]:
    """Medians and 99th percentiles of single searches, one after another; lists cold and warm."""
    random = Random(1)  # noqa: S311 - repeatable, not secret
    async with opened(await fresh(stack)) as database:
        known = await fill_registry(database, PEOPLE, random)
        collect_seldom()  # as a service does; what was filled in stays in memory here
        some = random.sample(list(known.values()), SEARCHES)
        numbers = [AskedByPesel(pesel=texts["pesel"], purpose="search") for texts in some]
        figures = await _searched(database, f"a PESEL number among {PEOPLE:,}", find_by_pesel, numbers, EXACT)
        for name, asked in _names(some).items():
            figures += await _searched(database, f"{name} among {PEOPLE:,} of a project", find_by_name, asked, BY_NAME)
        people = random.sample(list(known), LISTED)
        figures += await _listed(database, AskedPeople(people=people, purpose="attendance_sheet"))
    return figures


def _names(some: Sequence[Texts]) -> dict[str, list[AskedByName]]:
    """As people type them: both names, beginnings of both, the beginning of a family name."""
    ways: dict[str, Callable[[str, str], str]] = {
        "a given and a family name": lambda given, family: f"{given} {family}",
        "beginnings of both names": lambda given, family: f"{family[:4]} {given[:3]}",
        "a family name alone": lambda given, family: family,
        "the beginning of a family name": lambda given, family: family[:4],
    }
    names = [(texts["given_name"], texts["family_name"]) for texts in some]
    return {
        what: [AskedByName(project=PROJECT, name=way(*name), purpose="search") for name in names] for what, way in ways.items()
    }


async def _keyring(database: Database) -> Keyring:
    keyring = Keyring(database, WRAPPING)
    await keyring.start()
    return keyring


async def _searched(database: Database, name: str, search: Search, asked: Sequence[Command], wish: int) -> list[Figure]:
    keyring, taken = await _keyring(database), []
    async with database.read() as db:
        for question in asked:
            start = time.perf_counter()
            await search(question, Look(db, STAFF, keyring, Response()))
            taken.append((time.perf_counter() - start) * 1000)
    return [
        Figure(f"finding by {name}, p50", median(taken), "ms", most=wish),
        Figure(f"finding by {name}, p99", quantiles(taken, n=100)[98], "ms", most=wish),
    ]


async def _listed(database: Database, asked: AskedPeople) -> list[Figure]:
    """The query as it is answered, and the opening within it."""
    rounds = [await _round(database, asked) for _ in range(ROUNDS)]
    cold, warm, opening = (median(column) for column in zip(*rounds, strict=True))
    names = f"names of {LISTED:,} people for a list"
    return [
        Figure(f"{names}, keys cold", cold, "ms", most=LIST),
        Figure(f"{names}, keys warm", warm, "ms", most=LIST),
        Figure(f"{names}, opening alone, keys warm", opening, "ms"),
    ]


async def _round(database: Database, asked: AskedPeople) -> tuple[float, float, float]:
    keyring = await _keyring(database)
    async with database.read() as db:
        cards = await find_people(db, asked.people)
        look = Look(db, STAFF, keyring, Response())
        cold = await _timed(lambda: persons(asked, look))
        warm = await _timed(lambda: persons(asked, look))
        return cold, warm, await _timed(lambda: open_names(cards, keyring))


async def _timed(work: Callable[[], Awaitable[object]]) -> float:
    """Milliseconds."""
    start = time.perf_counter()
    await work()
    return (time.perf_counter() - start) * 1000
