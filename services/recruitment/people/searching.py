"""Finding people by a number or by the beginnings of their names: digests name the candidates, few of them are opened."""

from collections.abc import Awaitable, Callable, Collection
from typing import NamedTuple
from uuid import UUID

from rapidfuzz.fuzz import token_sort_ratio

from services.recruitment.domain.pesel import Pesel
from services.recruitment.people.folding import START, tokens
from services.recruitment.people.index import Kind, mark
from services.recruitment.people.opening import OpenedName, open_names
from services.recruitment.projections.merge import resolve_all
from services.recruitment.projections.person import names_in
from shared.kernel.errors import Invalid
from shared.kernel.ids import Code
from shared.privacy.keys import Keys
from shared.store.database import Connection

OPENED = 2_000
"""Cards that one search opens at most; who is not among them is found by more of the name."""
AT_ONCE = 250
"""Cards opened before the answer is looked at again."""
Log = Callable[[Collection[UUID]], Awaitable[None]]
"""Writes down that these people are about to be opened."""


class Found(NamedTuple):
    """The best match first; `more`: there are others."""

    names: list[OpenedName]
    more: bool


class Candidates(NamedTuple):
    """Who may have the name, by digests alone; `worth`: those to be opened, at most. Nothing is opened yet."""

    project: Code
    words: list[str]
    worth: list[UUID]
    known: int


OF_NUMBER = "SELECT person, project FROM person_digest WHERE kind = 'pesel' AND digest = $1 ORDER BY person, project"


async def holder_of(db: Connection, keys: Keys, pesel: Pesel) -> UUID | None:
    """Who has this number."""
    found = await db.driver.fetch(OF_NUMBER, mark(Kind.PESEL, pesel.number, keys.digest).digest)
    kept = await resolve_all(db, {row["person"] for row in found})
    return next(iter(kept.values()), None)


CANDIDATES = f"""
SELECT person, count(DISTINCT digest) FILTER (WHERE kind = '{Kind.NAME}') = cardinality($3::bytea[]) AS whole
FROM person_digest
WHERE project = $1 AND ($4::uuid[] IS NULL OR person = ANY($4))
  AND (kind = '{Kind.START}' AND digest = ANY($2::bytea[]) OR kind = '{Kind.NAME}' AND digest = ANY($3))
GROUP BY person HAVING count(DISTINCT digest) FILTER (WHERE kind = '{Kind.START}') = cardinality($2::bytea[])
ORDER BY whole DESC, person LIMIT {OPENED + 1}
"""


async def candidates_of(
    db: Connection, keys: Keys, project: Code, name: str, limit: int, among: Collection[UUID] | None = None
) -> Candidates:
    """People of a project whose names may begin with these words, in any order; whole names first.

    `among`: only these; None: everybody. Raises `Invalid` (`name_shape`) for a name without a letter.
    """
    words = tokens(name)
    if not words:
        raise Invalid("name_shape", field="name", rule="a name has letters")
    starts = {mark(Kind.START, word[:START], keys.digest).digest for word in words}
    wholes = {mark(Kind.NAME, word, keys.digest).digest for word in words}
    known = await db.driver.fetch(CANDIDATES, project, list(starts), list(wholes), among)
    exact = [row["person"] for row in known if row["whole"]]
    # Whole names are all as good as each other: when they fill the answer, nobody else is opened.
    worth = exact[:limit] if len(exact) >= limit else [row["person"] for row in known[:OPENED]]
    return Candidates(project, words, worth, len(known))


async def named(db: Connection, keys: Keys, asked: Candidates, limit: int, log: Log) -> Found:
    """Those of the candidates who have the name. Each part of them is logged before it is opened."""
    fitting, opened = await _fitting(db, keys, asked, limit, log)
    best = await _once(db, sorted(fitting, key=lambda one: _rank(one, asked.words)))
    return Found(best[:limit], len(best) > limit or opened < asked.known)


async def _fitting(db: Connection, keys: Keys, asked: Candidates, enough: int, log: Log) -> tuple[list[OpenedName], int]:
    """Those whose names begin so, and how many were opened: no more than it takes to have enough of them."""
    fitting: list[OpenedName] = []
    opened, worth = 0, asked.worth
    while opened < len(worth) and len(fitting) <= enough:
        part = worth[opened : opened + AT_ONCE]
        await log(part)
        cards = await names_in(db, asked.project, part)
        fitting += [one for one in await open_names(cards, keys) if _fits(one, asked.words)]
        opened += AT_ONCE
    return fitting, min(opened, len(worth))


def _fits(one: OpenedName, words: list[str]) -> bool:
    """Each word begins a name of its own. The longer words choose first."""
    left = tokens(f"{one.given_name} {one.family_name}")
    for word in sorted(words, key=len, reverse=True):
        begun = next((name for name in sorted(left, key=len) if name.startswith(word)), None)
        if begun is None:
            return False
        left.remove(begun)
    return True


def _rank(one: OpenedName, words: list[str]) -> tuple[float, str, str, UUID]:
    alike = token_sort_ratio(" ".join(words), " ".join(tokens(f"{one.given_name} {one.family_name}")))
    return -alike, one.family_name, one.given_name, one.person


async def _once(db: Connection, names: list[OpenedName]) -> list[OpenedName]:
    """Entries that were merged are one person, under the id all stand for."""
    kept = await resolve_all(db, [one.person for one in names])
    once: dict[UUID, OpenedName] = {}
    for one in names:
        once.setdefault(kept[one.person], one.model_copy(update={"person": kept[one.person]}))
    return list(once.values())
