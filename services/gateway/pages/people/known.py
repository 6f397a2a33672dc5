"""What the pages about a person need of services' answers, and the head that all of them begin with."""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.gateway.pages.asking import Read, ask, search
from services.gateway.pages.staff import names_of
from services.gateway.pages.visit import Visit
from shared.kernel.errors import Forbidden

CASEWORK, CONTROL = "casework", "control"
"""Why names are read: by who works with people, and by everybody else."""
PARTS: Mapping[str, tuple[str, ...]] = {
    "address": ("street", "house", "flat", "postal_code", "town", "country"),
    "document": ("kind", "number", "country"),
}
"""What is replaced as a whole, with its fields."""


class Purpose(Read):
    """Why personal data may be read; the label is Polish."""

    purpose: str
    label: str


class Purposes(Read):
    items: list[Purpose]


class Due(Read):
    """What waits, and until when."""

    kind: str
    on: date


class Involved(Read):
    """An application and what became of it."""

    application: UUID
    person: UUID
    project: str
    project_title: str
    target_group: str
    group_title: str
    status: str
    applied_at: datetime
    contract_signed_on: date | None
    started_on: date | None
    ended_on: date | None
    case_worker: UUID | None
    due: list[Due]


class Near(Read):
    """A family member or guardian, or whose one the person is."""

    person: UUID
    project: str
    capacity: str


class Involvement(Read):
    """A person in the projects."""

    person: UUID
    entries: list[UUID]
    today: date
    version: int
    applications: list[Involved]
    family: list[Near]
    belongs_to: list[Near]


class Standings(Read):
    items: list[Involved]


class Name(Read):
    """Whom an id stands for."""

    person: UUID
    given_name: str
    family_name: str

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}"


class Names(Read):
    items: list[Name]


class Document(Read):
    kind: str
    number: str
    country: str


class Address(Read):
    street: str | None
    house: str
    flat: str | None
    postal_code: str
    town: str
    country: str


class Known(Name):
    """A person in clear, as far as the role sees them."""

    project: str
    birth_date: date | None
    sex: str | None
    pesel: str | None
    no_pesel: str | None
    document: Document | None
    identity: str | None
    phone: str | None
    email: str | None
    address: Address | None
    restricted: bool
    version: int


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above the tabs. `name` is None where processing is restricted; `current`: the application shown."""

    person: UUID
    name: Name | None
    known: Involvement
    current: Involved | None
    names: Mapping[UUID, Name]
    staff: Mapping[UUID, str]


def purpose_of(visit: Visit) -> str:
    """Why this visitor reads names and timelines, when nothing else was said."""
    return CASEWORK if visit.may("path") else CONTROL


async def people_of(visit: Visit, people: Collection[UUID], purpose: str | None = None) -> Mapping[UUID, Name]:
    """The names of these people, in one call; who is not to be named is left out."""
    if not people:
        return {}
    asked = {"people": [str(one) for one in people], "purpose": purpose or purpose_of(visit)}
    return {one.person: one for one in (await search(visit, "persons", Names, **asked)).items}


async def head_of(visit: Visit, person: UUID, application: UUID | None = None) -> Head:
    """The person with names, staff and the application that is looked at; without one, the newest."""
    known = await ask(visit, "involvement", Involvement, person=person)
    near = {one.person for one in (*known.family, *known.belongs_to)}
    workers = {one.case_worker for one in known.applications if one.case_worker}
    names, staff = await asyncio.gather(people_of(visit, {person, *near}), names_of(visit, workers))
    wanted = [one for one in known.applications if application in (None, one.application)]
    current = next(iter(wanted), None) or next(iter(known.applications), None)
    return Head(person, names.get(person), known, current, names, staff)


async def purposes(visit: Visit) -> list[Purpose]:
    """For a choice."""
    return (await ask(visit, "purposes", Purposes)).items


async def known_person(visit: Visit, person: UUID, purpose: str, project: str | None = None) -> Known:
    """Everything the registry shows of the person; the service logs it before it is opened."""
    return await ask(visit, "person", Known, person=person, purpose=purpose, project=project)


def only(visit: Visit, operation: str) -> None:
    """A page around an operation is for who may call it. Raises `Forbidden` (`role_missing`), as the service would."""
    if not visit.may(operation):
        raise Forbidden("role_missing", field="roles", rule="the account's roles do not allow this")
