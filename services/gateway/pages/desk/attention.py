"""What no service could do by itself: a list, and one thing that somebody says was seen to, with the reason."""

from collections.abc import Callable
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Path, Response

from services.gateway.pages.desk.ours import check_may, read_as
from services.gateway.pages.drawing import draw, draw_again, go
from services.gateway.pages.keeping import dropped
from services.gateway.pages.says import sentence
from services.gateway.pages.staff import names_of
from services.gateway.pages.visit import Sent, SignedIn, Visit
from services.gateway.waiting import NeedsAttentionIn, SettleAttentionIn, attention, settle_attention
from shared.kernel.errors import NotFound, Refused

router = APIRouter()
Number = Annotated[int, Path(ge=1, lt=2**63 - 1)]
LIMIT = 100


@router.get("/attention")
async def attention_page(visit: SignedIn, settled: str = "", done: str = "") -> Response:
    """What waits, or what was settled."""
    found = await attention(visit.who, visit.desk, settled=bool(settled), limit=LIMIT)
    names = await names_of(visit, [one.settled_by for one in found.items if one.settled_by is not None])
    return draw(
        visit, "desk/attention.html", found=found, settled=bool(settled), done=bool(done), names=names, said=_said(visit)
    )


@router.get("/attention/{service}/{number}")
async def settle_page(visit: SignedIn, service: str, number: Number) -> Response:
    """One of them, and the form that settles it."""
    return draw(visit, "desk/attention_one.html", one=await _one(visit, service, number), said=_said(visit))


@router.post("/attention/{service}/{number}")
async def settle(visit: SignedIn, form: Sent, service: str, number: Number) -> Response:
    """It was seen to."""
    check_may(visit, "settle_attention")
    try:
        command = read_as(SettleAttentionIn, service=service, id=number, why=form.text("why").strip())
        await settle_attention(command, visit.who, visit.desk, form.key or str(uuid4()))
    except Refused as no:
        return draw_again(visit, "desk/attention_one.html", form, no, one=await _one(visit, service, number), said=_said(visit))
    await dropped(visit, form.draft)
    return go("/attention?done=1")


def _said(visit: Visit) -> Callable[[NeedsAttentionIn], str]:
    """Why something could not be done, in the visitor's language."""
    return lambda one: sentence(one.code, one.rule, one.facts, visit.language)


async def _one(visit: Visit, service: str, number: int) -> NeedsAttentionIn:
    """The one of this number, settled or not. Raises `NotFound` (`unknown_attention`)."""
    for settled in (False, True):
        found = await attention(visit.who, visit.desk, service=service, settled=settled, limit=1, cursor=number + 1)
        if found.items and found.items[0].id == number:
            return found.items[0]
    raise NotFound("unknown_attention", field="id", rule="nothing of this number needs attention here")
