"""Parting two entries: who applied under the kept one has a card of their own in that project afterwards.

While they were one, the card of the parted entry stood for both. Without another card nobody would stand behind the
application: it would have no name, and nobody to erase.
"""

from collections.abc import Collection
from uuid import UUID

from services.recruitment.domain.identity import Capacity
from services.recruitment.domain.person import PERSON
from services.recruitment.people.opening import open_texts
from services.recruitment.people.registering import Known, Wanted, enter
from services.recruitment.projections.merge import ids_of, members_of
from services.recruitment.projections.person import cards_of
from shared.kernel.errors import Refused
from shared.kernel.ids import Code
from shared.operations.erasure import is_erased
from shared.store.database import Connection
from shared.store.transaction import Transaction

APPLIED = """
SELECT DISTINCT a.person, a.project FROM application_card a
WHERE a.person = ANY($1::uuid[]) AND a.project IN (SELECT project FROM person_card WHERE person = ANY($2::uuid[]))
  AND NOT EXISTS (SELECT FROM person_card c WHERE c.person = ANY($1) AND c.project = a.project)
ORDER BY a.person, a.project
"""


async def enter_where_applied(tx: Transaction, parted: UUID) -> None:
    """Enter the kept person in each project that knows only the parted one and has an application of the kept one.

    Whoever is not known there because they were erased stays so. Raises `Refused` (`kept_without_card`) where no card of the
    kept person is left to enter them with.
    """
    leaving = await members_of(tx.db, parted)
    staying = [one for one in await ids_of(tx.db, parted) if one not in leaving]
    applied = await _applied(tx.db, staying, leaving)
    for person in sorted({parted, *(person for person, _ in applied)}, key=str):
        await tx.load(PERSON, person)
    if not applied:
        return
    known = await _known(tx, staying)
    for person, project in applied:
        await enter(tx, person, known, Wanted(project, Capacity.CANDIDATE, None, {}, None, None))


async def _applied(db: Connection, staying: Collection[UUID], leaving: Collection[UUID]) -> list[tuple[UUID, Code]]:
    found = await db.driver.fetch(APPLIED, list(staying), list(leaving))
    return [(row["person"], row["project"]) for row in found if not await is_erased(db, row["person"], row["project"])]


async def _known(tx: Transaction, staying: Collection[UUID]) -> Known:
    card = next((card for card in await cards_of(tx.db, next(iter(staying))) if card.person in staying), None)
    if card is None:
        rule = "the kept person applied in a project that knows only the merged one, and no card of their own is left"
        raise Refused("kept_without_card", field="merged", rule=rule)
    (texts,) = await open_texts([card], tx.keys)
    return Known(card.person, card, texts)
