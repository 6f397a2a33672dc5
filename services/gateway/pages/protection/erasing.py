"""Erasing: proposed by one person, approved by another, confirmed by every service; and the requests that ask for it."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from services.gateway.pages.asking import ask, tell
from services.gateway.pages.drawing import draw, draw_again, go
from services.gateway.pages.people.known import only, people_of
from services.gateway.pages.people.requests import ACCESS, AllAsked, Asked
from services.gateway.pages.protection.answers import Batch, Erasures, batches_of, retention_of
from services.gateway.pages.staff import names_of
from services.gateway.pages.visit import Sent, SignedIn, Visit
from shared.kernel.errors import NotFound, Refused

router = APIRouter()
LIST, PROPOSE, SURE = "protection/erasures.html", "protection/propose.html", "protection/approve.html"
AT_ONCE = 100


@router.get("/projects/{project}/personal-data/erasures")
async def erasures_page(visit: SignedIn, project: str, cursor: UUID | None = None) -> Response:
    """Whom every service has erased, and who asked for it."""
    only(visit, "erasures")
    found = await ask(visit, "erasures", Erasures, project=project, limit=AT_ONCE, cursor=cursor)
    asked = await _asked(visit, project) if visit.may("subject_requests") else []
    services = sorted({name for one in found.items for name in one.services})
    return draw(visit, LIST, project=project, found=found, asked=asked, services=services, first=cursor is None)


@router.get("/projects/{project}/personal-data/erasures/propose")
async def propose_page(visit: SignedIn, project: str, request: UUID | None = None) -> Response:
    """Who is to be erased."""
    only(visit, "propose_erasure")
    return draw(visit, PROPOSE, request=str(request or ""), **await _choices(visit, project))


@router.post("/projects/{project}/personal-data/erasures/propose")
async def propose(visit: SignedIn, project: str, form: Sent) -> Response:
    """Another person approves it."""
    only(visit, "propose_erasure")
    try:
        await tell(visit, "propose_erasure", form, form.body("kind", "request") | {"project": project})
    except Refused as no:
        return draw_again(visit, PROPOSE, form, no, request="", **await _choices(visit, project))
    return go(f"/projects/{project}/personal-data?done=proposed")


@router.get("/projects/{project}/personal-data/erasures/{batch}/approve")
async def approve_page(visit: SignedIn, project: str, batch: UUID) -> Response:
    """What is erased, and that it cannot be undone."""
    only(visit, "approve_erasure")
    return draw(visit, SURE, **await _one(visit, project, batch))


@router.post("/projects/{project}/personal-data/erasures/{batch}/approve")
async def approve(visit: SignedIn, project: str, batch: UUID, form: Sent) -> Response:
    """By somebody else than who proposed it."""
    only(visit, "approve_erasure")
    try:
        await tell(visit, "approve_erasure", form, {"batch": str(batch)})
    except Refused as no:
        return draw_again(visit, SURE, form, no, **await _one(visit, project, batch))
    return go(f"/projects/{project}/personal-data?done=erased")


async def _asked(visit: Visit, project: str) -> list[Asked]:
    """Requests for erasure in the project, those that are due first."""
    found = await ask(visit, "subject_requests", AllAsked, project=project, kind="erasure", limit=AT_ONCE)
    return found.items


async def _choices(visit: Visit, project: str) -> dict[str, Any]:
    """Who is due, and the requests that wait for their erasure: not answered, or refused while a law stood against it."""
    asked = [one for one in await _asked(visit, project) if one.waits_for_erasure(project)]
    names = await people_of(visit, {one.person for one in asked}, ACCESS)
    return {"project": project, "retention": await retention_of(visit, project), "asked": asked, "names": names}


async def _one(visit: Visit, project: str, batch: UUID) -> dict[str, Any]:
    """Raises `NotFound` (`unknown_erasure`)."""
    found: Batch | None = next((one for one in await batches_of(visit, project) if one.batch == batch), None)
    if found is None:
        raise NotFound("unknown_erasure", field="batch", rule="there is no such erasure in the project")
    own = found.proposed_by == visit.who.actor
    return {"project": project, "one": found, "staff": await names_of(visit, found.hands), "own": own}
