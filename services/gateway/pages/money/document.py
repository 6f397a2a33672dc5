"""A document: its rows, how each entry of it was divided into the sources, who had a hand in it; and approving it."""

import asyncio
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from services.gateway.pages.asking import ask, tell, unless_away
from services.gateway.pages.drawing import draw, draw_again, go
from services.gateway.pages.money.answers import Document, activities_of, suppliers_of
from services.gateway.pages.money.documents import budget_of
from services.gateway.pages.staff import names_of
from services.gateway.pages.visit import Sent, SignedIn, Visit
from shared.kernel.errors import Refused, Stale

router = APIRouter()
PAGE = "money/document.html"


@router.get("/expenses/{document}")
async def expense_page(visit: SignedIn, document: UUID, done: str = "") -> Response:
    """As it stands."""
    return draw(visit, PAGE, done=done, stale=False, **await _shown(visit, document))


@router.post("/expenses/{document}/approve")
async def approve(visit: SignedIn, document: UUID, form: Sent) -> Response:
    """By somebody who had no hand in it, as it was looked at: who was overtaken by a change sees both versions."""
    try:
        await tell(visit, "approve_expense", form, {"expense": str(document)})
    except Refused as no:
        stale = isinstance(no, Stale)
        return draw_again(visit, PAGE, form, no, done="", stale=stale, **await _shown(visit, document))
    return go(f"/expenses/{document}?done=approved")


async def _shown(visit: Visit, document: UUID) -> dict[str, Any]:
    found = await ask(visit, "expense", Document, expense=document)
    hands = {found.recorded_by, found.changed_by}
    suppliers, activities, budget, staff = await asyncio.gather(
        unless_away(suppliers_of(visit)),
        activities_of(visit, found.project),
        budget_of(visit, found.project),
        names_of(visit, [one for one in (*hands, found.approved_by) if one is not None]),
    )
    return {
        "document": found,
        "project": found.project,
        "supplier": next((one for one in suppliers or () if one.supplier == found.supplier), None),
        "activities": activities,
        "budget": budget,
        "staff": staff,
        "own": visit.who.actor in hands,
    }
