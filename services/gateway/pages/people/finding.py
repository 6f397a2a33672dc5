"""Finding people by name or number, for a purpose; nothing that was asked stands in an address."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from services.gateway.pages.asking import Read, ask, search
from services.gateway.pages.drawing import draw, draw_again
from services.gateway.pages.people.known import Involved, Purpose, Standings, only, purpose_of, purposes
from services.gateway.pages.says import missing
from services.gateway.pages.visit import Sent, SignedIn, Visit
from shared.kernel.errors import Refused

router = APIRouter()
PAGE = "people/find.html"


class Project(Read):
    project: str
    title: str


class Projects(Read):
    items: list[Project]


class Found(Read):
    """Somebody found; without a name where processing is restricted."""

    person: UUID
    given_name: str | None
    family_name: str | None


class FoundByName(Read):
    items: list[Found]
    more: bool


class FoundPerson(Found):
    """Somebody found by number, with the projects that know them."""

    projects: list[str]


class FoundByPesel(Read):
    found: FoundPerson | None


@router.get("/people")
async def find_page(visit: SignedIn) -> Response:
    """The question. Whoever may not search is told so by the service."""
    only(visit, "find_people")
    return draw(visit, PAGE, found=None, **await _choices(visit))


@router.post("/people")
async def find(visit: SignedIn, form: Sent) -> Response:
    """The people found, with what they are in each project; the service has written the search into the access log."""
    only(visit, "find_people")
    shown = await _choices(visit)
    name, pesel = form.text("name").strip(), form.text("pesel").strip()
    if not name and not pesel:
        errors = missing(["name"], visit.language)
        return draw(visit, PAGE, 422, errors=errors, typed=form.typed, found=None, **shown)
    try:
        names, more = await (_by_pesel if pesel else _by_name)(visit, pesel or name, form.text("purpose"), form.text("project"))
    except Refused as no:
        return draw_again(visit, PAGE, form, no, found=None, **shown)
    return draw(visit, PAGE, typed=form.typed, found=names, more=more, standings=await _standings(visit, names), **shown)


async def _choices(visit: Visit) -> dict[str, Any]:
    reasons: list[Purpose] = await purposes(visit)
    projects = [(one.project, one.title) for one in (await ask(visit, "projects", Projects)).items]
    return {"purposes": reasons, "purpose": purpose_of(visit), "projects": projects}


async def _by_pesel(visit: Visit, pesel: str, purpose: str, _: str) -> tuple[list[Found], bool]:
    found = (await search(visit, "find_by_pesel", FoundByPesel, pesel=pesel, purpose=purpose)).found
    return ([found] if found else []), False


async def _by_name(visit: Visit, name: str, purpose: str, project: str) -> tuple[list[Found], bool]:
    found = await search(visit, "find_people", FoundByName, project=project, name=name, purpose=purpose)
    return found.items, found.more


async def _standings(visit: Visit, names: list[Found]) -> dict[UUID, list[Involved]]:
    found: dict[UUID, list[Involved]] = defaultdict(list)
    if names:
        asked = [str(one.person) for one in names]
        for one in (await search(visit, "standings", Standings, people=asked)).items:
            found[one.person].append(one)
    return dict(found)
