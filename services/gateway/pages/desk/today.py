"""The first page: what waits for me, what is due first comes first, with counts by kind."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.gateway.pages.asking import ask
from services.gateway.pages.choosing import Choice
from services.gateway.pages.desk.waiting import KINDS, today_of, waiting
from services.gateway.pages.drawing import draw
from services.gateway.pages.visit import SignedIn

router = APIRouter()
SHOWN = 50
"""Lines of a page."""


@router.get("/")
async def today_page(
    visit: SignedIn, kind: Annotated[str, Query(max_length=40)] = "", page: Annotated[int, Query(ge=1, le=100)] = 1
) -> Response:
    """What waits; with `kind` only that."""
    chosen = kind if kind in KINDS else None
    found, today, projects = await asyncio.gather(waiting(visit, chosen), today_of(visit), ask(visit, "projects", Choice))
    first = (page - 1) * SHOWN
    return draw(
        visit,
        "desk/today.html",
        today=today,
        found=found,
        lines=found.lines[first : first + SHOWN],
        kind=chosen,
        page=page,
        more=len(found.lines) > first + SHOWN,
        titles={one.project: one.title for one in projects.items},
    )
