"""Making anew what people are found by, from the cards: after a restored backup, or when folding names has changed."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from services.recruitment.people.index import marks
from services.recruitment.people.likeness import COMPARED
from services.recruitment.people.opening import open_texts
from services.recruitment.people.texts import Texts
from services.recruitment.projections.person import PersonCard
from services.recruitment.projections.reading import rows
from shared.privacy.keys import Keys
from shared.store.database import Connection, Database

PAGE = 1_000
CARDS = f"SELECT * FROM person_card WHERE (person, project) > ($1, $2) ORDER BY person, project LIMIT {PAGE}"
BEGINNING = UUID(int=0), ""
COLUMNS = ("person", "project", "kind", "digest")
ALONE = "LOCK TABLE person_digest IN SHARE ROW EXCLUSIVE MODE"


async def reindex(database: Database, keys: Keys) -> int:
    """Make every digest anew, in one transaction; how many cards were opened.

    Searches go on with what was; registering, correcting and erasing wait. Raises `CannotOpen`, `KeyUnavailable`, and
    changes nothing then.
    """
    async with database.begin() as db:
        await db.driver.execute(ALONE)
        await db.driver.execute("DELETE FROM person_digest")
        return await _write_all(db, keys)


async def _write_all(db: Connection, keys: Keys) -> int:
    done, after = 0, BEGINNING
    while cards := await rows(db, PersonCard, CARDS, *after):
        texts = await open_texts(cards, keys, COMPARED)
        await db.driver.copy_records_to_table("person_digest", records=_records(cards, texts, keys), columns=COLUMNS)
        done, after = done + len(cards), (cards[-1].person, cards[-1].project)
    return done


def _records(cards: Sequence[PersonCard], texts: Sequence[Texts], keys: Keys) -> Iterator[tuple[object, ...]]:
    for card, clear in zip(cards, texts, strict=True):
        for kind, digest in marks(clear, keys.digest):
            yield card.person, card.project, kind.value, digest
