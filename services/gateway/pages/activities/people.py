"""The people of activities by name: one logged question to the registry for a page, and none where the role may not ask."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from services.gateway.pages.activities.answers import Line, Placed
from services.gateway.pages.asking import Read, ask, search
from services.gateway.pages.visit import Visit
from shared.kernel.errors import NotYet

PURPOSE = "attendance_sheet"
PAGE = 500
"""Participants asked for at a time."""
MOST = 1000
"""People whose names are asked for at a time."""
Listed = TypeVar("Listed", Line, Placed)


class Participant(Read):
    """A participant of the project; `person` is whom the registry knows."""

    participant: UUID
    person: UUID
    status: str


class Participants(Read):
    """Some of them; `cursor` leads to the next ones."""

    items: list[Participant]
    cursor: UUID | None


class Name(Read):
    """Whom an id stands for."""

    person: UUID
    given_name: str
    family_name: str


class Names(Read):
    """By family name."""

    items: list[Name]


@dataclass(frozen=True, slots=True)
class Named:
    """The names of participants, by family name. `missing`: why there are none: `role`, `away`, or None."""

    names: Mapping[UUID, str]
    missing: str | None = None

    def in_order(self, people: Iterable[Listed]) -> list[Listed]:
        """By name; who has none stands behind, in the order of the list."""
        at = {participant: number for number, participant in enumerate(self.names)}
        return sorted(people, key=lambda one: at.get(one.participant, len(at)))


async def participants(visit: Visit, project: str) -> list[Participant]:
    """Everybody who ever took a place in the project."""
    found = await ask(visit, "participants", Participants, project=project, limit=PAGE)
    items = found.items
    while found.cursor is not None:
        found = await ask(visit, "participants", Participants, project=project, limit=PAGE, cursor=found.cursor)
        items = [*items, *found.items]
    return items


async def named(visit: Visit, project: str, people: Collection[UUID], purpose: str = PURPOSE) -> Named:
    """The names of these participants."""
    if not visit.may("persons"):
        return Named({}, "role")
    try:
        wanted = set(people)
        known = [one for one in await participants(visit, project) if one.participant in wanted] if wanted else []
        return Named(await names_of(visit, project, known, purpose))
    except NotYet:
        return Named({}, "away")


async def names_of(visit: Visit, project: str, known: Sequence[Participant], purpose: str = PURPOSE) -> Mapping[UUID, str]:
    """The names of these participants, family name first, in their order; who has none any more is left out."""
    found: list[Name] = []
    of = {one.person: one.participant for one in known}
    people = list(of)
    for start in range(0, len(people), MOST):
        asked = {"people": people[start : start + MOST], "purpose": purpose, "project": project}
        found += (await search(visit, "persons", Names, **asked)).items
    found.sort(key=lambda one: (one.family_name, one.given_name))
    return {of[one.person]: f"{one.family_name} {one.given_name}" for one in found}
