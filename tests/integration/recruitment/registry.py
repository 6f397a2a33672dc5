"""The registry at the desk: registering, correcting, merging and looking, with only what matters to a test named."""

from datetime import date
from typing import Any
from uuid import UUID

from services.recruitment import commands as use_cases
from services.recruitment.commands.correcting import CorrectPerson
from services.recruitment.commands.merging import MergePersons, UnmergePersons
from services.recruitment.commands.registering import PersonAnswer, RegisterPerson
from services.recruitment.domain.words import Sex
from services.recruitment.people import OpenedPerson, open_person
from services.recruitment.projections.person import find_person
from tests.integration.recruitment.office import Office
from tests.unit.recruitment.examples import pesel

BORN = date(1980, 3, 17)
DOCUMENT = {"kind": "passport", "number": "AB 123456", "country": "UA"}
ADDRESS = {"street": "Dworcowa", "house": "15", "flat": "3a", "postal_code": "65-001", "town": "Zielona Góra"}


def anna(**changes: Any) -> dict[str, Any]:
    """A woman born on 17 March 1980."""
    return {"given_name": "Anna", "family_name": "Nowak", "pesel": pesel(BORN, 700, Sex.FEMALE)} | changes


def olena(**changes: Any) -> dict[str, Any]:
    """A foreigner without a number."""
    known = {"given_name": "Олена", "family_name": "Ковальчук", "birth_date": "1990-02-03", "sex": "female"}
    return known | {"no_pesel": "foreigner", "document": DOCUMENT} | changes


def jan(**changes: Any) -> dict[str, Any]:
    """A man born on 17 March 1980."""
    return {"given_name": "Jan", "family_name": "Kos", "pesel": pesel(BORN, 701, Sex.MALE)} | changes


async def register(office: Office, person: dict[str, Any], capacity: str = "volunteer", **more: Any) -> PersonAnswer:
    command = {"project": "bridge", "capacity": capacity, "person": person} | more
    return await office.do(use_cases.register_person, RegisterPerson.model_validate(command), PersonAnswer)


async def correct(office: Office, person: UUID, **changes: Any) -> None:
    command = CorrectPerson.model_validate({"person": person, "reason": "błąd w formularzu"} | changes)
    await office.do(use_cases.correct_person, command)


async def merge(office: Office, kept: UUID, merged: UUID) -> None:
    await office.do(use_cases.merge_persons, MergePersons(kept=kept, merged=merged, reason="jedna osoba"))


async def unmerge(office: Office, merged: UUID) -> None:
    await office.do(use_cases.unmerge_persons, UnmergePersons(merged=merged, reason="dwie osoby"))


async def opened(office: Office, person: UUID, project: str | None = None) -> OpenedPerson:
    async with office.database.read() as db:
        return await open_person(await find_person(db, person, project), office.commands.keys)


async def written(office: Office, person: UUID) -> list[str]:
    """The events of a person's stream, by name."""
    query = "SELECT name FROM event WHERE stream_id = $1 ORDER BY version"
    return [row["name"] for row in await office.rows(query, f"person:{person}")]


async def digests(office: Office) -> set[tuple[object, ...]]:
    return {tuple(row) for row in await office.rows("SELECT person, project, kind, digest FROM person_digest")}
