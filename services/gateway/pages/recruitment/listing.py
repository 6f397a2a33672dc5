"""Recruitment of a project: who is to be assessed, who waits, in order, and who holds an offer."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.gateway.drafts import Kept
from services.gateway.pages.asking import Read, search
from services.gateway.pages.drawing import draw, draw_again
from services.gateway.pages.form import Form
from services.gateway.pages.keeping import kept_under, typed_of
from services.gateway.pages.recruitment.known import (
    PURPOSE,
    Line,
    Place,
    Places,
    Project,
    Reserve,
    applications_of,
    names_of_people,
    places_of,
    project_of,
    reserves_of,
)
from services.gateway.pages.visit import Sent, SignedIn, Visit
from shared.kernel.errors import Refused

router = APIRouter()
WITHOUT_PLACE = ("submitted", "incomplete", "eligible")
"""Applications before anybody asked for a place."""
STATES = (*WITHOUT_PLACE, "offered", "waiting")
"""What the list can be narrowed to, in the order in which it stands on the page."""
MOST_FOUND = 200
Filter = Annotated[str, Query(max_length=80)]


class Found(Read):
    """People whose names were asked for."""

    items: list["Someone"]
    more: bool


class Someone(Read):
    """One of them."""

    person: UUID


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What the visitor wants to see of the list; empty: everything. `people`: only these."""

    group: str = ""
    state: str = ""
    people: frozenset[UUID] | None = None

    def shows(self, state: str) -> bool:
        return self.state in ("", state)

    def of(self, one: Line | Place) -> bool:
        return self.people is None or one.person in self.people


@dataclass(frozen=True, slots=True)
class Queue:
    """A group: its places, and its reserve list as far as it is shown."""

    places: Places
    reserve: Reserve
    shown: list[Place]


@router.get("/projects/{project}/recruitment")
async def recruitment_page(visit: SignedIn, project: str, group: Filter = "", state: Filter = "") -> Response:
    """The list, narrowed by group and state."""
    return draw(visit, "recruitment/list.html", **await _shown(visit, project, Narrowed(group, state)))


@router.post("/projects/{project}/recruitment")
async def found_page(visit: SignedIn, project: str, form: Sent) -> Response:
    """The list with only those whose names begin so; the name stands in no address."""
    narrowed = Narrowed(form.text("group"), form.text("state"))
    try:
        people = await _found(visit, project, form)
    except Refused as no:
        return draw_again(visit, "recruitment/list.html", form, no, **await _shown(visit, project, narrowed))
    shown = await _shown(visit, project, Narrowed(narrowed.group, narrowed.state, people))
    return draw(visit, "recruitment/list.html", typed=form.typed, **shown)


@router.get("/projects/{project}/recruitment/print")
async def printed_page(visit: SignedIn, project: str, group: Filter = "") -> Response:
    """The reserve list with names, to be signed by the commission."""
    return draw(visit, "recruitment/print.html", **await _shown(visit, project, Narrowed(group)))


@router.get("/projects/{project}/recruitment/public")
async def public_page(visit: SignedIn, project: str) -> Response:
    """The numbers alone: what may hang on the wall."""
    found = await project_of(visit, project)
    places = await places_of(visit, found, [one.target_group for one in found.target_groups])
    return draw(visit, "recruitment/public.html", project=found, places=places)


async def _shown(visit: Visit, code: str, narrowed: Narrowed) -> dict[str, Any]:
    project = await project_of(visit, code)
    groups = [one.target_group for one in project.target_groups if narrowed.group in ("", one.target_group)]
    places, reserves, found, drafts = await asyncio.gather(
        places_of(visit, project, groups),
        reserves_of(visit, project, groups),
        asyncio.gather(*(_todo(visit, code, state, narrowed) for state in WITHOUT_PLACE)),
        drafts_of(visit, project),
    )
    queues = [_queue(one, reserve, narrowed) for one, reserve in zip(places, reserves, strict=True)]
    todo = dict(zip(WITHOUT_PLACE, found, strict=True))
    people = {one.person for lines in todo.values() for one in lines} | {one.person for queue in queues for one in queue.shown}
    return {
        "project": project,
        "queues": queues,
        "todo": todo,
        "names": await names_of_people(visit, code, people),
        "states": STATES,
        "narrowed": narrowed,
        "drafts": drafts,
    }


def _queue(places: Places, reserve: Reserve, narrowed: Narrowed) -> Queue:
    return Queue(places, reserve, [one for one in reserve.items if narrowed.shows(one.state) and narrowed.of(one)])


async def _todo(visit: Visit, project: str, state: str, narrowed: Narrowed) -> list[Line]:
    if not narrowed.shows(state):
        return []
    found = await applications_of(visit, project, state, narrowed.group or None)
    return [one for one in found if narrowed.of(one)]


async def _found(visit: Visit, project: str, form: Form) -> frozenset[UUID] | None:
    """Whom the name is of; None: no name was typed."""
    name = form.text("name").strip()
    if not name:
        return None
    asked = {"project": project, "name": name, "purpose": PURPOSE, "limit": MOST_FOUND}
    found = await search(visit, "find_people", Found, **asked)
    return frozenset(one.person for one in found.items)


@dataclass(frozen=True, slots=True)
class Begun:
    """An application that somebody began to take in and has not handed in."""

    intake: str
    name: str
    kept: Kept


async def drafts_of(visit: Visit, project: Project) -> list[Begun]:
    """One's own, the latest first; none for who takes in nothing."""
    if not visit.may("submit_application"):
        return []
    beginning = f"intake/{project.project}/"
    latest: dict[str, Kept] = {}
    for kept in await kept_under(visit, beginning):
        latest.setdefault(kept.form.removeprefix(beginning).partition("/")[0], kept)
    return [Begun(intake, await _name(visit, f"{beginning}{intake}/person"), kept) for intake, kept in latest.items()]


async def _name(visit: Visit, draft: str) -> str:
    typed = await typed_of(visit, draft)
    return _joined([typed.get("person.given_name", ""), typed.get("person.family_name", "")])


def _joined(parts: Collection[str]) -> str:
    return " ".join(part.strip() for part in parts if part.strip())
