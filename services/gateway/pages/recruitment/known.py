"""What the pages of recruitment need of the answers of its service."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from services.gateway.pages.asking import Read, ask, search, unless_away
from services.gateway.pages.visit import Visit

PURPOSE = "recruitment"
"""Why names are read here; the access log keeps it."""
PAGE = 500


class Titled(Read):
    """A code of the project's own list, and how people call it."""

    code: str
    title: str


class Rules(Read):
    """How the project recruits."""

    premises: list[Titled]
    priority_groups: list[Titled]
    min_age: int | None
    offer_answer_days: int
    after_refusal: str


class Group(Read):
    """A target group of the project."""

    target_group: str
    title: str


class Project(Read):
    """The project that people apply to."""

    project: str
    title: str
    starts_on: date
    ends_on: date
    recruitment: Rules
    completion_days: int
    target_groups: list[Group]

    def group(self, code: str) -> str:
        """The title of a target group."""
        return next((group.title for group in self.target_groups if group.target_group == code), code)


class Places(Read):
    """The places of a group: `limit` = `taken` + `offered` + `lapsed` + `free`."""

    target_group: str
    title: str
    limit: int
    taken: int
    offered: int
    free: int
    waiting: int
    lapsed: int


class Rule(Read):
    """A rule in words, and where it comes from."""

    text: str
    source: str


class Place(Read):
    """A place of the reserve list; `priority` is None for whoever may not see what it tells of somebody."""

    place: int
    application: UUID
    person: UUID
    applied_at: datetime
    priority: bool | None
    state: str
    answer_by: date | None


class Reserve(Read):
    """The reserve list of a group, in its order."""

    target_group: str
    items: list[Place]
    rule: Rule


class Line(Read):
    """An application in a list; `complete_by`: evidence is owed until then."""

    application: UUID
    person: UUID
    target_group: str
    status: str
    applied_at: datetime
    complete_by: date | None


class Lines(Read):
    """A page of applications."""

    items: list[Line]
    cursor: UUID | None


class Name(Read):
    """Whom an id stands for."""

    person: UUID
    given_name: str
    family_name: str

    @property
    def whole(self) -> str:
        return f"{self.given_name} {self.family_name}"


class Names(Read):
    """Those who are in the registry."""

    items: list[Name]


async def project_of(visit: Visit, project: str) -> Project:
    """The project. Raises as `ask` does."""
    return await ask(visit, "project", Project, project=project)


async def places_of(visit: Visit, project: Project, groups: Sequence[str]) -> list[Places]:
    """The places of these groups, in their order."""
    asked = (ask(visit, "target_group", Places, project=project.project, target_group=group) for group in groups)
    return list(await asyncio.gather(*asked))


async def reserves_of(visit: Visit, project: Project, groups: Sequence[str]) -> list[Reserve]:
    """The reserve lists of these groups, in their order."""
    asked = (ask(visit, "reserve_list", Reserve, project=project.project, target_group=group) for group in groups)
    return list(await asyncio.gather(*asked))


async def applications_of(visit: Visit, project: str, status: str, group: str | None) -> list[Line]:
    """The first applications that stand so, the earliest first."""
    asked = {"project": project, "status": status, "target_group": group, "limit": PAGE}
    return (await ask(visit, "applications", Lines, **asked)).items


async def names_of_people(visit: Visit, project: str, people: Collection[UUID]) -> Mapping[UUID, str]:
    """Their names, in one call; who is not named (erased, restricted, or the registry is away) is left out."""
    if not people or not visit.may("persons"):
        return {}
    asked = {"people": sorted(set(people)), "purpose": PURPOSE, "project": project}
    found = await unless_away(search(visit, "persons", Names, **asked))
    return {} if found is None else {name.person: name.whole for name in found.items}
