"""A project at a glance: its places, its money, the days that are left, its limits and the rules it keeps."""

import asyncio
from datetime import date

from fastapi import APIRouter, Response

from services.gateway.pages.asking import ask
from services.gateway.pages.desk.glance import Execution, LimitHistory, Project, groups_of
from services.gateway.pages.desk.waiting import today_of
from services.gateway.pages.drawing import draw
from services.gateway.pages.staff import names_of
from services.gateway.pages.visit import SignedIn, Visit
from shared.kernel.errors import NotFound, NotYet

router = APIRouter()


@router.get("/projects/{project}")
async def project_page(visit: SignedIn, project: str, changed: str = "") -> Response:
    """The project as it stands today."""
    card, today = await asyncio.gather(ask(visit, "project", Project, project=project), today_of(visit))
    groups, limits, (money, money_away) = await asyncio.gather(
        groups_of(visit, card), ask(visit, "limit_history", LimitHistory, project=project), _money(visit, project, today)
    )
    names = await names_of(visit, [one.actor for one in limits.items])
    return draw(
        visit,
        "desk/project.html",
        project=card,
        groups=groups,
        limits=limits.items,
        names=names,
        money=money,
        money_away=money_away,
        today=today,
        days_left=(card.ends_on - today).days,
        changed=bool(changed),
    )


async def _money(visit: Visit, project: str, today: date) -> tuple[Execution | None, bool]:
    """The budget's execution, None where there is no budget yet; whether finance is away."""
    if not visit.may("budget_execution"):
        return None, False
    try:
        return await ask(visit, "budget_execution", Execution, project=project, as_of=today), False
    except NotFound:
        return None, False
    except NotYet:
        return None, True
