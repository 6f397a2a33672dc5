"""One stream that waits: its first record as it came, tried again, or given up for ever with the reason."""

from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Path, Response

from services.gateway.pages.desk.ours import check_may, read_as
from services.gateway.pages.drawing import draw, draw_again, go
from services.gateway.pages.keeping import dropped
from services.gateway.pages.visit import Sent, SignedIn, Visit
from services.gateway.waiting import DiscardParkedIn, ReplayParkedIn, discard_parked, parked_record, replay_parked
from shared.http.parked import ParkedRecord, Repaired
from shared.kernel.errors import NotFound, Refused

router = APIRouter()
Number = Annotated[int, Path(ge=1, lt=2**63)]
PAGE, GIVE_UP = "desk/parked.html", "desk/parked_discard.html"


@router.get("/backstage/parked/{service}/{record}")
async def parked_page(visit: SignedIn, service: str, record: Number) -> Response:
    """The record: why it waits, envelope and body."""
    return draw(visit, PAGE, service=service, one=await _record(visit, service, record), still=None)


@router.post("/backstage/parked/{service}/{record}")
async def try_again(visit: SignedIn, form: Sent, service: str, record: Number) -> Response:
    """The stream again, from its first record on."""
    one = await _record(visit, service, record)
    try:
        command = ReplayParkedIn(service=service, consumer=one.consumer, stream=one.stream)
        found = await replay_parked(command, visit.who, visit.desk, form.key or str(uuid4()))
    except Refused as no:
        return draw_again(visit, PAGE, form, no, service=service, one=one, still=None)
    return go("/backstage?done=replayed") if not found.waiting else await _still(visit, service, record, found)


@router.get("/backstage/parked/{service}/{record}/discard")
async def discard_page(visit: SignedIn, service: str, record: Number) -> Response:
    """What giving up means, before it is done."""
    return draw(visit, GIVE_UP, service=service, one=await _record(visit, service, record))


@router.post("/backstage/parked/{service}/{record}/discard")
async def discard(visit: SignedIn, form: Sent, service: str, record: Number) -> Response:
    """Give the record up for ever; what waits behind it goes on."""
    one = await _record(visit, service, record)
    try:
        command = read_as(DiscardParkedIn, service=service, record=record, why=form.text("why").strip())
        await discard_parked(command, visit.who, visit.desk, form.key or str(uuid4()))
    except Refused as no:
        return draw_again(visit, GIVE_UP, form, no, service=service, one=one)
    await dropped(visit, form.draft)
    return go("/backstage?done=discarded")


async def _record(visit: Visit, service: str, record: int) -> ParkedRecord:
    check_may(visit, "parked_record")
    return await parked_record(service, record, visit.who, visit.desk)


async def _still(visit: Visit, service: str, record: int, found: Repaired) -> Response:
    """It was tried and something still waits: this record, or one behind it."""
    try:
        return draw(visit, PAGE, service=service, one=await _record(visit, service, record), still=found)
    except NotFound:
        return go("/backstage?done=replayed")
