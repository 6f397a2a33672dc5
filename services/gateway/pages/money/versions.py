"""The versions of a budget: when each came into force and why, and what differs between two of them."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.gateway.pages.asking import ask
from services.gateway.pages.drawing import draw
from services.gateway.pages.money.answers import need
from services.gateway.pages.money.plans import Diff, Revision, plan_of
from services.gateway.pages.visit import SignedIn, Visit

router = APIRouter()
Version = Annotated[int | None, Query(ge=1, le=9999)]


@router.get("/projects/{project}/budget/versions")
async def versions_page(visit: SignedIn, project: str, since: Version = None, until: Version = None) -> Response:
    """The last change, or the two versions that were chosen."""
    need(visit, "budget_diff")
    last = await plan_of(visit, project)
    if last is None:
        return draw(visit, "money/versions.html", project=project, versions=[], found=None, since=0, until=0)
    until = until or last.version
    since = since or max(until - 1, 1)
    return draw(
        visit,
        "money/versions.html",
        project=project,
        versions=await _versions(visit, project, last.version),
        found=await _diff(visit, project, since, until) if since != until else None,
        since=since,
        until=until,
    )


async def _versions(visit: Visit, project: str, last: int) -> list[Revision]:
    """All of them, the newest first."""
    first = await plan_of(visit, project, 1)
    assert first is not None, "there is a later one"
    later = (await _diff(visit, project, 1, last)).revisions if last > 1 else []
    return [*reversed(later), Revision(version=1, approved_on=first.approved_on, reason=None)]


async def _diff(visit: Visit, project: str, since: int, until: int) -> Diff:
    return await ask(visit, "budget_diff", Diff, project=project, since_version=since, until_version=until)
