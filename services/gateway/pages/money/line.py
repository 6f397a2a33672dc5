"""Why a line of the budget stands where it stands on a day: every movement, and since which of them it is over its plan."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from fastapi import APIRouter, Response

from services.gateway.pages.asking import Read, ask
from services.gateway.pages.desk.waiting import today_of
from services.gateway.pages.drawing import draw
from services.gateway.pages.form import Form
from services.gateway.pages.money.answers import need
from services.gateway.pages.visit import SignedIn, Visit

router = APIRouter()


class Movement(Read):
    """What moved the line on a day, and what was left then. PLN."""

    on: date
    kind: str
    expense: UUID | None
    number: str | None
    committed: Decimal
    incurred: Decimal
    left: Decimal


class History(Read):
    """The movements, the oldest first."""

    line: str
    title: str
    as_of: date
    version: int
    planned: Decimal
    left: Decimal
    movements: list[Movement]
    over_since: int | None

    @property
    def over(self) -> Movement | None:
        """What took the line over its plan."""
        return None if self.over_since is None else self.movements[self.over_since]


@router.get("/projects/{project}/budget/lines/{line}")
async def line_page(visit: SignedIn, project: str, line: str) -> Response:
    """As of the day asked for, else of today."""
    need(visit, "line_history")
    day = asked_day(visit).day("as_of") or await today_of(visit)
    found = await history_of(visit, project, line, day)
    return draw(visit, "money/line.html", project=project, found=found, day_query=day_query(day))


async def history_of(visit: Visit, project: str, line: str, day: date) -> History:
    """Raises `NotFound` (`unknown_line`, `unknown_budget`)."""
    return await ask(visit, "line_history", History, project=project, line=line, as_of=day)


def asked_day(visit: Visit) -> Form:
    """The day in the address, as a form holds it."""
    return Form({name: [value] for name, value in visit.request.query_params.items()})


def day_query(day: date) -> str:
    """The day as the address of another page holds it."""
    return f"as_of.day={day.day}&as_of.month={day.month}&as_of.year={day.year}"
