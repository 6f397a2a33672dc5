"""People of the registry in clear: every read is in the access log, with its purpose, before anything is opened."""

from collections.abc import Collection, Mapping
from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import Field

from services.recruitment.access_log import record
from services.recruitment.domain.person import PERSON, SEALED
from services.recruitment.people import OpenedName, OpenedPerson, open_names, open_person
from services.recruitment.projections.caseload import cases_of, reach_of, reached_among
from services.recruitment.projections.merge import ids_of, resolve_all, together_with
from services.recruitment.projections.person import (
    NAMES,
    NameCard,
    PersonCard,
    cards_of,
    find_names,
    names_in,
    out_of_reach,
    version_of,
)
from services.recruitment.projections.subject_request import left_alone, restrictions_of
from services.recruitment.roles import CASEWORK
from services.recruitment.rules import DESPITE_RESTRICTION, PURPOSES, known_purpose
from shared.http.operations import Look, Looking
from shared.http.scope import check_scope
from shared.kernel.command import Command, View
from shared.kernel.errors import NotFound, Refused
from shared.kernel.ids import Code
from shared.store.database import Connection

WHY = "why it is read: a code of the query `purposes`"
Purpose = Annotated[str | None, Query(description=WHY, examples=["attendance_sheet"])]
CONTACT = ("phone", "email", "address")


class PersonView(OpenedPerson):
    """A person in clear as a project knows them. Telephone, e-mail and address are shown to case workers alone."""

    restricted: bool = Field(description="processing is restricted in this project: the data is kept, otherwise left alone")
    version: int = Field(description="also the ETag: send it as If-Match with correct_person")


class AskedPeople(Command):
    """Whose names are needed, and why; `project`: what they are needed for, where it is one project."""

    people: Annotated[list[UUID], Field(min_length=1, max_length=1000)]
    purpose: Annotated[str | None, Field(description=WHY, examples=["attendance_sheet"])] = None
    project: Code | None = None


class Names(View):
    """Those of the people who are in the registry, by family name; each under the id that was asked for."""

    items: list[OpenedName]


class PurposeView(View):
    """A purpose, with what staff read."""

    purpose: Code
    label: str


class Purposes(View):
    """Every purpose there is."""

    items: list[PurposeView]


async def purposes(look: Looking) -> Purposes:
    """For what personal data may be read."""
    return Purposes(items=[PurposeView(purpose=code, label=label) for code, label in PURPOSES.items()])


async def person(
    person: UUID,
    look: Looking,
    purpose: Purpose = None,
    project: Annotated[Code | None, Query(description="as this project knows them; default: the newest")] = None,
) -> PersonView:
    """Everything the registry holds of a person, as far as the caller may see it. An id that was merged is followed.

    Refused: `unknown_purpose`, `unknown_person`, `person_erased`, `project_out_of_scope`, `person_out_of_scope`.
    """
    known_purpose(purpose)
    card = await _card(look, person, project)
    if look.who.roles.isdisjoint(CASEWORK):
        card = card.model_copy(update=dict.fromkeys(CONTACT))
    read = [name for name in (*SEALED, "sex", "no_pesel") if getattr(card, name) is not None]
    await record(look, people=[card.person], fields=read, purpose=purpose, project=card.project)
    ids = await ids_of(look.db, card.person)
    restricted, version = card.project in await restrictions_of(look.db, ids), await version_of(look.db, ids)
    look.etag(version)
    return PersonView(**dict(await open_person(card, look.keys)), restricted=restricted, version=version)


async def persons(asked: AskedPeople, look: Looking) -> Names:
    """The names of up to 1000 people in one call, for a screen or a list.

    With a project, as that project knows them. Left out: who is not in the registry (of the project), was erased (there), is
    known only where the caller's account does not reach them, or whose processing is restricted there, unless the purpose
    is a control, a report to an authority or the access of the person.
    Refused: `unknown_purpose`, `project_out_of_scope`.
    """
    known_purpose(asked.purpose)
    if asked.project is None:
        shown = await _cards(look, asked.people)
    else:
        check_scope(look.who, asked.project)
        reached = await reached_among(look.db, look.who, asked.people, asked.project)
        shown = await _cards_in(look.db, asked.project, reached)
    if asked.purpose not in DESPITE_RESTRICTION:
        shown = await _unrestricted(look.db, shown)
    cards = list({card.person: card for card in shown.values()}.values())
    read = [card.person for card in cards]
    await record(look, people=read, fields=NAMES, purpose=asked.purpose, project=asked.project)
    opened = {one.person: one for one in await open_names(cards, look.keys)}
    names = [opened[card.person].model_copy(update={"person": person}) for person, card in shown.items()]
    return Names(items=sorted(names, key=lambda one: (one.family_name, one.given_name, str(one.person))))


async def _card(look: Look, person: UUID, project: Code | None) -> PersonCard:
    """The newest card the caller's account reaches, or the one of the project."""
    cards = [card for card in await cards_of(look.db, person) if project in (None, card.project)]
    if not cards:
        raise await absent(look.db, person, project)
    reach = await reach_of(look.db, look.who, person)
    for card in cards:
        if reach is None or card.project in reach:
            return card
    raise out_of_reach(look.who, {card.project for card in cards}, "person")


ERASED = """
SELECT true FROM event WHERE stream_id = ANY($1::text[]) AND name = 'SubjectErased'
AND ($2::text IS NULL OR data ->> 'project' = $2) LIMIT 1
"""


async def absent(db: Connection, person: UUID, project: Code | None = None) -> Refused:
    """The refusal for somebody who has no card: erased, or never known."""
    streams = [PERSON.stream(one) for one in await ids_of(db, person)]
    if await db.driver.fetchval(ERASED, streams, project):
        return Refused("person_erased", field="person", rule="the person was erased: nothing of them can be read any more")
    return NotFound("unknown_person", field="person", rule="there is no such person in the registry")


async def _cards(look: Look, people: Collection[UUID]) -> Mapping[UUID, NameCard]:
    """The card that stands for each of the ids, of a project in which the caller's account reaches the person."""
    cards = await _names(look, people)
    stands = await resolve_all(look.db, {*people, *(card.person for card in cards)})
    of = {stands[card.person]: card for card in cards}
    return {person: of[stands[person]] for person in people if stands[person] in of}


async def _names(look: Look, people: Collection[UUID]) -> list[NameCard]:
    cases = await cases_of(look.db, look.who)
    if cases is None:
        return await find_names(look.db, people, look.who.projects)
    found = []
    for project in sorted({project for _, project in cases}):
        found += await find_names(look.db, [one for one in people if (one, project) in cases], [project])
    return found


async def _cards_in(db: Connection, project: Code, people: Collection[UUID]) -> Mapping[UUID, NameCard]:
    """The card of the project that stands for each of the ids: who was erased there is not named through another project."""
    stands = await resolve_all(db, people)
    cards = await names_in(db, project, await together_with(db, {*people, *stands.values()}))
    humans = await resolve_all(db, [card.person for card in cards])
    of = {humans[card.person]: card for card in cards}
    return {person: of[stands[person]] for person in people if stands[person] in of}


async def _unrestricted(db: Connection, shown: Mapping[UUID, NameCard]) -> Mapping[UUID, NameCard]:
    """Without those who are left alone in the project of their card, under any of their ids."""
    humans = await resolve_all(db, {card.person for card in shown.values()})
    alone = await left_alone(db, set(humans.values()))
    return {person: card for person, card in shown.items() if (humans[card.person], card.project) not in alone}
