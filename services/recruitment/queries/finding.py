"""Finding people without reading the registry: by number, by name, and entries that may be one human being.

The question is a body, never an address; who is opened for it, found or not, stands in the access log before.
"""

from collections.abc import Collection
from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.recruitment.access_log import record
from services.recruitment.domain.pesel import parse_pesel
from services.recruitment.domain.words import Sex
from services.recruitment.people.duplicates import LEAST, Pair, likely_pairs, met
from services.recruitment.people.likeness import COMPARED, Reason
from services.recruitment.people.opening import OpenedName, open_names
from services.recruitment.people.searching import candidates_of, holder_of, named
from services.recruitment.projections.caseload import check_cases, people_reached, reach_of
from services.recruitment.projections.person import NAMES, PersonCard, cards_of, find_person
from services.recruitment.projections.project import find_project
from services.recruitment.projections.subject_request import left_alone
from services.recruitment.rules import DESPITE_RESTRICTION, known_purpose
from shared.http.operations import Look, Looking
from shared.kernel.command import Command, View
from shared.kernel.ids import Code
from shared.privacy.personal import Personal

Purpose = Annotated[str | None, Field(description="why it is asked: a code of the query `purposes`", examples=["casework"])]
MOST = 200


class AskedByPesel(Command):
    """Whose number it is."""

    pesel: Personal
    purpose: Purpose = None


class AskedPesel(Command):
    """A number that somebody gives."""

    pesel: Personal


class PeselSays(View):
    """What a PESEL number holds."""

    birth_date: date
    sex: Sex


class AskedByName(Command):
    """Whose names begin with these words; a given name, a family name or both, in any order."""

    project: Code
    name: Personal
    purpose: Purpose = None
    limit: Annotated[int, Field(ge=1, le=MOST)] = 20


class AskedDuplicates(Command):
    """Pairs of entries of a project; `person`: only those with this one. `at_least`: the lowest score, of 100."""

    project: Code
    person: UUID | None = None
    at_least: Annotated[int, Field(ge=1, le=100)] = LEAST
    limit: Annotated[int, Field(ge=1, le=MOST)] = 100
    purpose: Purpose = None


class FoundName(View):
    """Somebody of the registry. Names are null where processing is `restricted`, unless the purpose outweighs that."""

    person: UUID
    given_name: str | None
    family_name: str | None
    restricted: bool = Field(default=False, description="the data is kept and otherwise left alone")


class FoundPerson(FoundName):
    """Somebody by their number, and the projects that know them, as far as the caller's token reaches."""

    projects: tuple[Code, ...]


class FoundByPesel(View):
    """None: nobody is known by this number, or nobody whom the caller's account reaches."""

    found: FoundPerson | None


class FoundByName(View):
    """The best match first; `more`: there are others, more of the name finds them."""

    items: list[FoundName]
    more: bool


class Duplicate(View):
    """Two entries that may be one human being; `score` from 0 to 100, `reasons` the strongest first."""

    one: UUID
    other: UUID
    score: int
    reasons: tuple[Reason, ...]


class Duplicates(View):
    """The likeliest first; `more`: there are others, or more pairs with something in common than were compared."""

    items: list[Duplicate]
    more: bool


async def pesel_says(asked: AskedPesel, look: Looking) -> PeselSays:
    """Birth date and sex that a number holds; the registry is not asked whether it knows it.

    Refused: `pesel_not_eleven_digits`, `pesel_checksum`, `pesel_birth_date`.
    """
    pesel = parse_pesel(asked.pesel.get_secret_value(), "pesel")
    return PeselSays(birth_date=pesel.born_on, sex=pesel.sex)


async def find_by_pesel(asked: AskedByPesel, look: Looking) -> FoundByPesel:
    """Who has this PESEL number: the person's id, projects and, from a card that is not restricted, names.

    Refused: `unknown_purpose`, and as a number that cannot be one.
    """
    purpose = known_purpose(asked.purpose)
    pesel = parse_pesel(asked.pesel.get_secret_value(), "pesel")
    person = await holder_of(look.db, look.keys, pesel)
    cards = [] if person is None else await _reached(look, person)
    if person is None or not cards:
        await record(look, people=(), fields=["pesel"], purpose=purpose, project=None, nobody=True)
        return FoundByPesel(found=None)
    alone = await _left_alone(look, purpose, [person])
    shown = [card for card in cards if (person, card.project) not in alone][:1]
    await record(look, people=[person], fields=(*(NAMES if shown else ()), "pesel"), purpose=purpose, project=None)
    name = next(iter(await open_names(shown, look.keys)), None)
    projects = tuple(sorted({card.project for card in cards}))
    return FoundByPesel(found=FoundPerson(**dict(_found(person, name)), projects=projects))


async def find_people(asked: AskedByName, look: Looking) -> FoundByName:
    """People of a project by the beginnings of their names, the best match first, among those the account reaches.

    Refused: `unknown_purpose`, `name_shape`.
    """
    purpose = known_purpose(asked.purpose)
    await find_project(look.db, look.who, asked.project)
    name, reached = asked.name.get_secret_value(), await people_reached(look.db, look.who, asked.project)
    candidates = await candidates_of(look.db, look.keys, asked.project, name, asked.limit, reached)

    async def log(people: Collection[UUID]) -> None:
        await record(look, people=people, fields=NAMES, purpose=purpose, project=asked.project)

    found = await named(look.db, look.keys, candidates, asked.limit, log)
    alone = await _left_alone(look, purpose, [one.person for one in found.names])
    items = [_found(one.person, None if (one.person, asked.project) in alone else one) for one in found.names]
    return FoundByName(items=items, more=found.more)


async def possible_duplicates(asked: AskedDuplicates, look: Looking) -> Duplicates:
    """Entries of a project that may be one human being, with a score and its reasons; ids only. The account reaches both.

    Refused: `unknown_purpose`, `unknown_person` for somebody the project does not know, `person_out_of_scope`.
    """
    purpose = known_purpose(asked.purpose)
    await find_project(look.db, look.who, asked.project)
    if asked.person is not None:
        card = await find_person(look.db, asked.person, asked.project)
        await check_cases(look.db, look.who, asked.project, [card.person], "person")
    reached = await people_reached(look.db, look.who, asked.project)
    candidates = await met(look.db, asked.project, asked.person, reached)
    await record(look, people=candidates.people, fields=COMPARED, purpose=purpose, project=asked.project)
    pairs, complete = await likely_pairs(look.db, look.keys, candidates, asked.at_least)
    shown = pairs[: asked.limit]
    return Duplicates(items=[_duplicate(pair) for pair in shown], more=len(shown) < len(pairs) or not complete)


async def _left_alone(look: Look, purpose: Code, humans: Collection[UUID]) -> set[tuple[UUID, Code]]:
    """Whose names are not shown, in which project."""
    return set() if purpose in DESPITE_RESTRICTION else await left_alone(look.db, humans)


def _found(person: UUID, name: OpenedName | None) -> FoundName:
    if name is None:
        return FoundName(person=person, given_name=None, family_name=None, restricted=True)
    return FoundName(person=person, given_name=name.given_name, family_name=name.family_name)


def _duplicate(pair: Pair) -> Duplicate:
    return Duplicate(one=pair.one, other=pair.other, score=pair.likeness.score, reasons=pair.likeness.reasons)


async def _reached(look: Look, person: UUID) -> list[PersonCard]:
    """The cards of the projects in which the caller's account reaches the person."""
    reach = await reach_of(look.db, look.who, person)
    return [card for card in await cards_of(look.db, person) if reach is None or card.project in reach]
