"""The attendance list on paper, with the heading that projects of the European Union bear."""

from uuid import UUID

from fastapi import APIRouter, Response

from services.gateway.pages.activities.common import leader_of, project_of, roster_of
from services.gateway.pages.activities.people import named
from services.gateway.pages.drawing import draw
from services.gateway.pages.visit import SignedIn

router = APIRouter()


@router.get("/sessions/{session}/print")
async def print_page(session: UUID, visit: SignedIn) -> Response:
    """Names and a place for each signature."""
    roster = await roster_of(visit, session)
    people = await named(visit, roster.project, [line.participant for line in roster.items])
    listed = people.in_order([line for line in roster.items if line not in roster.gone])
    leader = await leader_of(visit, roster.leader)
    of = await project_of(visit, roster.project)
    return draw(visit, "activities/print.html", roster=roster, people=people, listed=listed, leader=leader, of=of)
