"""The documents of a project, or of one line of its budget: what makes the number that somebody asks about."""

import asyncio
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.gateway.pages.asking import ask
from services.gateway.pages.drawing import draw
from services.gateway.pages.money.answers import Budget, Documents, suppliers_of
from services.gateway.pages.visit import SignedIn, Visit
from shared.kernel.errors import NotFound, NotYet

router = APIRouter()
AT_ONCE = 50


@router.get("/projects/{project}/expenses")
async def expenses_page(
    visit: SignedIn, project: str, line: Annotated[str, Query(max_length=32)] = "", after: UUID | None = None
) -> Response:
    """By the day of issue, a page at a time."""
    asked = {"line": line or None, "cursor": after}
    given = {name: value for name, value in asked.items() if value is not None}
    found, names, budget = await asyncio.gather(
        ask(visit, "expenses", Documents, project=project, limit=AT_ONCE, **given),
        names_of_suppliers(visit),
        budget_of(visit, project),
    )
    place = f"/projects/{project}/expenses" + (f"?line={line}" if line else "")
    more = f"{place}{'&' if line else '?'}after={found.cursor}" if found.cursor else ""
    return draw(
        visit,
        "money/documents.html",
        project=project,
        documents=found.items,
        names=names,
        budget=budget,
        line=line,
        more=more,
        first=place if after else "",
    )


async def names_of_suppliers(visit: Visit) -> dict[UUID, str | None]:
    """By their ids; none while they cannot be read."""
    try:
        return {one.supplier: one.name for one in await suppliers_of(visit)}
    except NotYet:
        return {}


async def budget_of(visit: Visit, project: str) -> Budget | None:
    """The version in force, None where no budget is approved."""
    try:
        return await ask(visit, "budget", Budget, project=project)
    except NotFound:
        return None
