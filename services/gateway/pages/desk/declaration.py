"""The accessibility declaration, in the form that the act of 4 April 2019 asks for; open to everybody."""

from datetime import date

from fastapi import APIRouter, Response

from services.gateway.pages.drawing import draw
from services.gateway.pages.visit import Visiting

router = APIRouter()
PUBLISHED_ON, REVIEWED_ON = date(2026, 11, 28), date(2026, 11, 28)
"""The declaration is reviewed every year by 31 March, and after every change of the pages that matters."""


@router.get("/accessibility")
async def declaration_page(visit: Visiting) -> Response:
    """How far the pages can be used by everybody, and what to do when they cannot."""
    return draw(
        visit,
        "desk/accessibility.html",
        centre=visit.desk.centre,
        published_on=PUBLISHED_ON,
        reviewed_on=REVIEWED_ON,
    )
