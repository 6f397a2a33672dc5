"""What people are found by: keyed digests of their number, document, names and birth date, beside each card.

The rows are no projection: they come from what was in clear when a person was written. Whoever writes a card writes them in
the same transaction; `reindex` makes them anew from the cards.
"""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from services.recruitment.people.folding import START, tokens
from services.recruitment.people.likeness import document_key
from services.recruitment.people.texts import Texts
from services.recruitment.projections.merge import resolve_all
from shared.kernel.ids import Code
from shared.projection.projection import hash_key
from shared.store.database import Connection
from shared.store.transaction import Transaction

Digest = Callable[[str, bytes], bytes]
"""`Keys.digest`."""
SIZE = 16
"""Bytes that are kept of a digest: enough that no two values of a country meet."""


class Kind(StrEnum):
    """What a digest was made of."""

    PESEL = "pesel"
    DOCUMENT = "document"
    NAME_BIRTH = "name_birth"
    BIRTH = "birth"
    NAME = "name"
    START = "start"


class Mark(NamedTuple):
    """One thing somebody is found by."""

    kind: Kind
    digest: bytes


def mark(kind: Kind, value: str, digest: Digest) -> Mark:
    return Mark(kind, digest(f"person.{kind}", value.encode())[:SIZE])


def marks(texts: Texts, digest: Digest) -> set[Mark]:
    """Everything somebody is found by."""
    return {mark(kind, value, digest) for kind, value in _values(texts)}


def identifying(texts: Texts, digest: Digest) -> dict[Kind, Mark]:
    """Those that belong to one human being only."""
    return {kind: mark(kind, value, digest) for kind, value in _identifying(texts)}


def _values(texts: Texts) -> Iterable[tuple[Kind, str]]:
    names = tokens(f"{texts['given_name']} {texts['family_name']}")
    yield from _identifying(texts)
    for name in names:
        yield Kind.NAME, name
        yield Kind.START, name[:START]
    if birth := texts.get("birth_date"):
        yield Kind.BIRTH, birth
        yield Kind.NAME_BIRTH, " ".join((*names, birth))


def _identifying(texts: Texts) -> Iterable[tuple[Kind, str]]:
    if pesel := texts.get("pesel"):
        yield Kind.PESEL, pesel
    if document := document_key(texts):
        yield Kind.DOCUMENT, document


WRITE = """
INSERT INTO person_digest (person, project, kind, digest)
SELECT $1, $2, w.kind, w.digest FROM unnest($3::text[], $4::bytea[]) AS w (kind, digest) ON CONFLICT DO NOTHING
"""
CLEAR = "DELETE FROM person_digest WHERE person = $1 AND project = $2"


async def write_marks(tx: Transaction, person: UUID, project: Code, texts: Texts) -> None:
    """A card that is new."""
    await _write(tx.db, person, project, marks(texts, tx.keys.digest))


async def replace_marks(tx: Transaction, person: UUID, project: Code, texts: Texts) -> None:
    """A card that was corrected."""
    await tx.db.driver.execute(CLEAR, person, project)
    await write_marks(tx, person, project, texts)


async def _write(db: Connection, person: UUID, project: Code, found: set[Mark]) -> None:
    kinds, digests = zip(*sorted(found), strict=True)
    await db.driver.execute(WRITE, person, project, kinds, digests)


MERGING = hash_key("person", "merging")
LOCK = """
SELECT pg_advisory_xact_lock_shared($1) UNION ALL SELECT pg_advisory_xact_lock(k) FROM unnest($2::bigint[]) k
"""
ALONE = "SELECT pg_advisory_xact_lock($1)"
HOLDERS = """
SELECT DISTINCT d.kind, d.person FROM unnest($1::text[], $2::bytea[]) AS w (kind, digest)
JOIN person_digest d USING (kind, digest)
"""


async def holders(tx: Transaction, found: Mapping[Kind, Mark]) -> dict[Kind, UUID]:
    """Who has this number and this document, as the person they stand for.

    Until the transaction ends nobody else can register either, correct another person to it, or merge people.
    """
    locks = sorted(hash_key(one.kind, one.digest.hex()) for one in found.values())
    await tx.db.driver.execute(LOCK, MERGING, locks)
    if not found:
        return {}
    kinds, digests = zip(*found.values(), strict=True)
    rows = await tx.db.driver.fetch(HOLDERS, kinds, digests)
    kept = await resolve_all(tx.db, {row["person"] for row in rows}) if rows else {}
    return {Kind(row["kind"]): kept[row["person"]] for row in rows}


async def lock_merging(tx: Transaction) -> None:
    """Until the transaction ends nobody is registered or corrected: who stands for whom is about to change."""
    await tx.db.driver.execute(ALONE, MERGING)
