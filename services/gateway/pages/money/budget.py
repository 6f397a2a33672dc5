"""The budget of a project on a day: what is planned, bound, incurred, paid and left, line by line."""

import asyncio
from collections.abc import Mapping
from datetime import date
from typing import Any

from fastapi import APIRouter, Response

from services.gateway.pages.asking import ask
from services.gateway.pages.desk.waiting import today_of
from services.gateway.pages.drawing import draw
from services.gateway.pages.money.answers import Execution, need
from services.gateway.pages.money.line import Movement, asked_day, day_query, history_of
from services.gateway.pages.says import errors_of
from services.gateway.pages.visit import SignedIn, Visit
from shared.kernel.errors import Invalid, NotFound

router = APIRouter()
PAGE = "money/budget.html"


@router.get("/projects/{project}/budget")
async def budget_page(visit: SignedIn, project: str, done: str = "") -> Response:
    """As of today, or of the day asked for."""
    need(visit, "budget")
    today, asked = await today_of(visit), asked_day(visit)
    try:
        day = asked.day("as_of") or today
    except Invalid as no:
        shown = await _shown(visit, project, today)
        return draw(visit, PAGE, no.status, errors=errors_of(no, visit.language), typed=asked.typed, done="", **shown)
    return draw(visit, PAGE, typed=asked.typed, done=done, **await _shown(visit, project, day))


async def _shown(visit: Visit, project: str, day: date) -> dict[str, Any]:
    execution = await _execution(visit, project, day)
    over = await _over(visit, project, execution, day) if execution else {}
    return {"project": project, "execution": execution, "over": over, "as_of": day, "day_query": day_query(day)}


async def _execution(visit: Visit, project: str, day: date) -> Execution | None:
    """None where no version was in force on the day."""
    try:
        return await ask(visit, "budget_execution", Execution, project=project, as_of=day)
    except NotFound as no:
        if no.code != "unknown_budget":
            raise
        return None


async def _over(visit: Visit, project: str, execution: Execution, day: date) -> Mapping[str, Movement]:
    """What took each overdrawn line over its plan; indirect costs have no documents."""
    direct = [line for task in execution.tasks if task.kind == "direct" for line in task.lines]
    codes = [line.code for line in direct if line.left < 0]
    found = await asyncio.gather(*(history_of(visit, project, code, day) for code in codes))
    return {one.line: one.over for one in found if one.over is not None}
