"""People of the registry in clear: every look is recorded with its purpose before anything is opened."""

import logging
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.recruitment.domain.words import Sex
from services.recruitment.people import open_person
from services.recruitment.projections.person import find_people, find_person
from shared.http.operations import Look, Looking
from shared.kernel.command import View
from shared.kernel.ids import Code

log = logging.getLogger(__name__)
Purpose = Annotated[Code, Query(description="why the names are needed, as a code", examples=["attendance_sheet"])]


class PersonView(View):
    """A person in clear."""

    person: UUID
    given_name: str
    family_name: str
    pesel: str
    birth_date: date
    sex: Sex


class Name(View):
    """Whom an id stands for."""

    person: UUID
    given_name: str
    family_name: str


class Names(View):
    """Those of the people who are in the registry."""

    items: list[Name]


async def person(person: UUID, purpose: Purpose, look: Looking) -> PersonView:
    """Names, PESEL number, birth date and sex of a person; the look is recorded with its purpose."""
    card = await find_person(look.db, person)
    await _record(look, [person], purpose)
    return PersonView(**dict(open_person(card, look.keys)))


async def persons(ids: Annotated[list[UUID], Query(max_length=200)], purpose: Purpose, look: Looking) -> Names:
    """The names of up to 200 people, for a screen or a sheet; the look is recorded with its purpose."""
    cards = await find_people(look.db, ids)
    await _record(look, [card.person for card in cards], purpose)
    opened = sorted((open_person(card, look.keys) for card in cards), key=lambda one: (one.family_name, one.given_name))
    return Names(items=[Name(person=one.person, given_name=one.given_name, family_name=one.family_name) for one in opened])


RECORD = "INSERT INTO person_read (person, purpose, actor) SELECT p, $2, $3 FROM unnest($1::uuid[]) p"


async def _record(look: Look, people: list[UUID], purpose: Code) -> None:
    """Who looked at whom and why, in the database and in the log; never what was seen."""
    await look.db.driver.execute(RECORD, people, purpose, look.who.actor)
    log.info("personal data read", extra={"purpose": purpose, "actor": str(look.who.actor), "people": len(people)})
