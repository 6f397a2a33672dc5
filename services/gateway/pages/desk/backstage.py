"""Backstage for admins: how each service is, what waits for repair, its read models, and the command that helps."""

from fastapi import APIRouter, Response

from services.gateway.installation import clocks, services
from services.gateway.pages.asking import unless_away
from services.gateway.pages.desk.ours import check_may
from services.gateway.pages.drawing import draw
from services.gateway.pages.visit import SignedIn
from services.gateway.waiting import attention, parked_streams, read_models

router = APIRouter()


@router.get("/backstage")
async def backstage_page(visit: SignedIn, done: str = "") -> Response:
    """Everything at one look."""
    check_may(visit, "parked_streams")
    states, models = (await services(visit.who, visit.desk)).items, await read_models(visit.who, visit.desk)
    return draw(
        visit,
        "desk/backstage.html",
        services=states,
        well=all(one.ready and not one.parked for one in states) and not models.unfinished,
        parked=await parked_streams(visit.who, visit.desk),
        models=models,
        attention=await attention(visit.who, visit.desk),
        clock=await unless_away(clocks(visit.who, visit.desk)),
        done=done if done in ("replayed", "discarded") else "",
    )
