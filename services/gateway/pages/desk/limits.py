"""Changing how many places a group has; who was overtaken by somebody else's change sees both."""

from fastapi import APIRouter, Response

from services.gateway.pages.asking import tell
from services.gateway.pages.desk.glance import Group, group_of
from services.gateway.pages.desk.ours import check_may
from services.gateway.pages.drawing import draw, draw_again, go
from services.gateway.pages.form import Form
from services.gateway.pages.keeping import typed_of
from services.gateway.pages.visit import Sent, SignedIn, Visit
from shared.kernel.errors import Invalid, Refused, Stale

router = APIRouter()
PAGE = "desk/limit.html"


@router.get("/projects/{project}/groups/{group}/limit")
async def limit_page(visit: SignedIn, project: str, group: str) -> Response:
    """The form, with the places as they are."""
    check_may(visit, "change_group_limit")
    found = await group_of(visit, project, group)
    return draw(visit, PAGE, project=project, group=found, stale=False, typed=await typed_of(visit, _draft(project, group)))


@router.post("/projects/{project}/groups/{group}/limit")
async def change_limit(visit: SignedIn, form: Sent, project: str, group: str) -> Response:
    """The new limit counts at once: new places go to the list, in its order."""
    try:
        body = {"project": project, "target_group": group, "limit": _whole(form), "reason": form.text("reason").strip()}
        await tell(visit, "change_group_limit", form, body)
    except Refused as no:
        return await _again(visit, form, no, project, await group_of(visit, project, group))
    return go(f"/projects/{project}?changed=1")


async def _again(visit: Visit, form: Form, no: Refused, project: str, group: Group) -> Response:
    return draw_again(visit, PAGE, form, no, project=project, group=group, stale=isinstance(no, Stale))


def _whole(form: Form) -> int:
    """The limit. Raises `Invalid` (`not_a_whole_number`)."""
    text = form.text("limit").strip()
    if not text.isdecimal():
        raise Invalid("not_a_whole_number", field="limit", rule="a whole number such as 24")
    return int(text)


def _draft(project: str, group: str) -> str:
    return f"limit:{project}/{group}"
