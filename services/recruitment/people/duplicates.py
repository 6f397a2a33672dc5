"""Entries that may be one human being: digests name the pairs that are worth a look, the opened texts are compared.

Nothing is decided here: a worker looks, and merges or does not.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple
from uuid import UUID

from asyncpg import Record

from services.recruitment.domain.identity import Capacity
from services.recruitment.people.forms import NewPerson
from services.recruitment.people.index import Kind, marks
from services.recruitment.people.likeness import COMPARED, Features, Likeness, features, likeness
from services.recruitment.people.opening import open_texts
from services.recruitment.people.registering import identified
from services.recruitment.people.texts import texts_of
from services.recruitment.projections.caseload import cases_of
from services.recruitment.projections.merge import ids_of, resolve_all
from services.recruitment.projections.person import PersonCard
from services.recruitment.projections.reading import rows
from shared.kernel.command import View
from shared.kernel.ids import Code
from shared.privacy.keys import Keys
from shared.store.database import Connection
from shared.store.transaction import Transaction

LEAST = 55
"""The score below which nobody is asked to look."""
LOOKED_AT = 50
"""Cards opened for one who is registered."""
PAIRS = 2_000
"""Pairs of a project that are looked at for each reason."""


class Likely(View):
    """Somebody who may be the same human being; `score` from 0 to 100."""

    person: UUID
    score: int


class Pair(NamedTuple):
    """Two entries that may be one."""

    one: UUID
    other: UUID
    likeness: Likeness


class Met(NamedTuple):
    """Pairs with a digest in common, and everybody in them. Nothing is opened yet."""

    project: Code
    pairs: list[tuple[UUID, UUID]]
    people: set[UUID]
    complete: bool


class Pairs(NamedTuple):
    """The likeliest first; `complete`: every pair with a digest in common was looked at."""

    pairs: list[Pair]
    complete: bool


NEAR = f"""
SELECT DISTINCT ON (c.person) c.* FROM person_digest d JOIN person_card c USING (person, project)
WHERE d.person <> $4 AND (d.digest = ANY($1::bytea[]) AND d.kind = '{Kind.NAME_BIRTH}'
   OR d.digest = ANY($2::bytea[]) AND d.kind = '{Kind.BIRTH}' AND d.project = $3)
  AND ($5::text[] IS NULL OR d.project = ANY($5))
ORDER BY c.person, c.entered_at DESC, c.project LIMIT {LOOKED_AT}
"""


async def likely_duplicates(
    tx: Transaction, person: UUID, new: NewPerson, project: Code, capacity: Capacity = Capacity.CANDIDATE
) -> tuple[Likely, ...]:
    """Who else is known with these names and birth date, or with like names and that birth date in the project.

    Only cards that the account reaches are looked at, so nobody else is named.
    """
    texts = texts_of(new, identified(new, capacity), "person")
    digests = {kind: [mark.digest for mark in marks(texts, tx.keys.digest) if mark.kind is kind] for kind in Kind}
    reached = None if tx.who.projects is None else sorted(tx.who.projects)
    found = await rows(tx.db, PersonCard, NEAR, digests[Kind.NAME_BIRTH], digests[Kind.BIRTH], project, person, reached)
    cases = await cases_of(tx.db, tx.who)
    cards = [card for card in found if cases is None or (card.person, card.project) in cases]
    if not cards:
        return ()
    kept, compared = await resolve_all(tx.db, [card.person for card in cards]), features(texts)
    scores: dict[UUID, int] = {}
    for card, other in zip(cards, await _features(cards, tx.keys), strict=True):
        score = likeness(compared, other).score
        scores[kept[card.person]] = max(score, scores.get(kept[card.person], 0))
    likely = [Likely(person=other, score=score) for other, score in scores.items() if score >= LEAST and other != person]
    return tuple(sorted(likely, key=lambda one: (-one.score, one.person)))


async def _features(cards: Sequence[PersonCard], keys: Keys) -> list[Features]:
    return [features(texts) for texts in await open_texts(cards, keys, COMPARED)]


def _together(source: str, kinds: str) -> str:
    """Pairs of people who have a digest of these kinds in common."""
    return f"""
    SELECT a.person AS one, b.person AS other FROM {source} a JOIN {source} b USING (kind, digest)
    WHERE kind IN ({kinds}) AND a.person < b.person LIMIT {PAIRS}"""


OF_PROJECT = f"""
WITH mine AS MATERIALIZED (SELECT person, kind, digest FROM person_digest WHERE project = $1),
named AS (
    SELECT person, 'names' AS kind, array_agg(digest ORDER BY digest) AS digest
    FROM mine WHERE kind = '{Kind.NAME}' GROUP BY person
),
same AS ({_together("mine", f"'{Kind.PESEL}', '{Kind.DOCUMENT}', '{Kind.NAME_BIRTH}'")}),
born AS ({_together("mine", f"'{Kind.BIRTH}'")}),
namesakes AS ({_together("named", "'names'")}),
pair AS (SELECT one, other FROM same UNION SELECT one, other FROM born UNION SELECT one, other FROM namesakes)
SELECT one, other, {PAIRS} > greatest(
    (SELECT count(*) FROM same), (SELECT count(*) FROM born), (SELECT count(*) FROM namesakes)) AS complete
FROM pair
"""
OF_PERSON = f"""
WITH own AS MATERIALIZED (SELECT person, kind, digest FROM person_digest WHERE project = $1 AND person = ANY($2::uuid[])),
met AS (
    SELECT o.person AS one, d.person AS other, kind FROM own o JOIN person_digest d USING (kind, digest)
    WHERE d.project = $1 AND d.person <> ALL($2)
),
namesakes AS (
    SELECT one, other FROM met WHERE kind = '{Kind.NAME}' GROUP BY one, other
    HAVING count(*) = (SELECT count(*) FROM own WHERE person = one AND kind = '{Kind.NAME}') LIMIT {PAIRS}
)
SELECT one, other, true AS complete FROM met
WHERE kind IN ('{Kind.PESEL}', '{Kind.DOCUMENT}', '{Kind.NAME_BIRTH}', '{Kind.BIRTH}')
UNION SELECT one, other, true FROM namesakes
"""
OF_PEOPLE = "SELECT * FROM person_card WHERE project = $1 AND person = ANY($2::uuid[])"


async def met(db: Connection, project: Code, person: UUID | None, among: Collection[UUID] | None = None) -> Met:
    """Pairs of entries of a project, or those of one person, that are worth a look. Who was merged is no pair any more.

    `among`: both are some of these; None: anybody.
    """
    found = await _having_in_common(db, project, person)
    kept = await resolve_all(db, {row[place] for row in found for place in ("one", "other")})
    pairs = [(row["one"], row["other"]) for row in found if kept[row["one"]] != kept[row["other"]]]
    if among is not None:
        pairs = [pair for pair in pairs if set(among).issuperset(pair)]
    return Met(project, pairs, {one for pair in pairs for one in pair}, all(row["complete"] for row in found))


async def likely_pairs(db: Connection, keys: Keys, found: Met, least: int) -> Pairs:
    """The pairs that score so much. Everybody in them is opened: log them first."""
    compared = await _compared(db, keys, found.project, found.people)
    pairs = [Pair(min(one, other), max(one, other), likeness(compared[one], compared[other])) for one, other in found.pairs]
    likely = sorted((one for one in pairs if one.likeness.score >= least), key=lambda one: (-one.likeness.score, one))
    return Pairs(likely, found.complete)


async def _having_in_common(db: Connection, project: Code, person: UUID | None) -> list[Record]:
    if person is None:
        return list(await db.driver.fetch(OF_PROJECT, project))
    return list(await db.driver.fetch(OF_PERSON, project, await ids_of(db, person)))


async def _compared(db: Connection, keys: Keys, project: Code, people: Collection[UUID]) -> dict[UUID, Features]:
    cards = await rows(db, PersonCard, OF_PEOPLE, project, list(people))
    return dict(zip((card.person for card in cards), await _features(cards, keys), strict=True))
