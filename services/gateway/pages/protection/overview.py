"""The personal data of a project at a glance: who is kept until when and why; suspending, resuming, agreeing to less time."""

from typing import Any, Literal

from fastapi import APIRouter, Response

from services.gateway.pages.asking import tell
from services.gateway.pages.drawing import draw, draw_again, go
from services.gateway.pages.people.known import only
from services.gateway.pages.protection.answers import batches_of, retention_of
from services.gateway.pages.staff import names_of
from services.gateway.pages.visit import Sent, SignedIn, Visit
from shared.kernel.errors import Refused

router = APIRouter()
PAGE = "protection/overview.html"
Deed = Literal["suspend", "resume", "approve"]
COMMANDS: dict[Deed, tuple[str, str]] = {
    "suspend": ("suspend_retention", "reason"),
    "resume": ("resume_retention", "reason"),
    "approve": ("approve_shorter_retention", "proposal"),
}


@router.get("/projects/{project}/personal-data")
async def overview_page(visit: SignedIn, project: str, done: str = "") -> Response:
    """As it stands today."""
    only(visit, "retention")
    return draw(visit, PAGE, done=done, **await _shown(visit, project))


@router.post("/projects/{project}/personal-data/{deed}")
async def act(visit: SignedIn, project: str, deed: Deed, form: Sent) -> Response:
    """Erase nobody for now, go on again, or let a shorter period hold."""
    command, field = COMMANDS[deed]
    only(visit, command)
    try:
        await tell(visit, command, form, form.body(field) | {"project": project})
    except Refused as no:
        return draw_again(visit, PAGE, form, no, done="", **await _shown(visit, project))
    return go(f"/projects/{project}/personal-data?done={deed}")


async def _shown(visit: Visit, project: str) -> dict[str, Any]:
    retention, batches = await retention_of(visit, project), await batches_of(visit, project)
    hands = {one for batch in batches for one in batch.hands}
    proposer = retention.proposed and retention.proposed.proposed_by
    return {
        "project": project,
        "retention": retention,
        "batches": batches,
        "staff": await names_of(visit, hands | ({proposer} if proposer else set())),
    }
