"""The design system on a page of its own: every part in all its states, with the tokens and their contrast."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

from fastapi import APIRouter, Response

from services.gateway.pages.desk.colours import pairs
from services.gateway.pages.drawing import draw
from services.gateway.pages.says import FieldError, missing
from services.gateway.pages.visit import Sent, Visit, Visiting

router = APIRouter()
WRONG = ("w_text", "w_amount", "w_area", "w_select", "w_radio", "w_checkbox", "w_date")
FILLED = {
    "f_text": "Zielona Góra",
    "f_amount": "1 234,56",
    "f_area": "Zaświadczenie z PUP z 12.01.2023.",
    "f_select": "two",
    "f_radio": "two",
    "f_checkbox": ["one", "two"],
    "f_date.day": "27",
    "f_date.month": "1",
    "f_date.year": "2023",
}
HAPPENED = (
    SimpleNamespace(
        on=date(2015, 10, 15),
        entered=datetime(2015, 10, 19, 8, 5, tzinfo=UTC),
        title="Zmieniono limit miejsc",
        who="Maria Zielińska",
        reason="aneks nr 2 do umowy",
        changes=[("limit", "105", "119")],
    ),
    SimpleNamespace(on=date(2015, 9, 23), entered=None, title="Otwarto grupę docelową", who="", reason="", changes=[]),
)


@router.get("/wzornik")
async def pattern_page(visit: Visiting) -> Response:
    """Every part; nothing here is real, nothing is sent."""
    return _shown(visit)


@router.post("/wzornik")
async def nothing(visit: Visiting, form: Sent) -> Response:
    """The forms of the page lead back to it."""
    return _shown(visit)


def _shown(visit: Visit) -> Response:
    errors: list[FieldError] = missing(list(WRONG), visit.language)
    return draw(visit, "desk/wzornik.html", wrong=errors, filled=FILLED, pairs=pairs(), happened=HAPPENED)
