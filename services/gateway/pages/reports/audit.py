"""Audit: an object's history with its export, who read a person's data, whether the log holds, what happened at the door."""

import csv
import io
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import AwareDatetime

from services.gateway import history
from services.gateway.pages.asking import Read, ask
from services.gateway.pages.drawing import draw, go
from services.gateway.pages.language import words
from services.gateway.pages.reports.objects import (
    actors,
    all_happened,
    field_name,
    fields_of,
    happened,
    row,
    service_name,
    text_of,
)
from services.gateway.pages.reports.submitting import check_may
from services.gateway.pages.says import errors_of
from services.gateway.pages.staff import names_of
from services.gateway.pages.visit import SignedIn
from shared.http.history import OBJECT
from shared.kernel.errors import Invalid, NotFound, Refused

router = APIRouter()
READS, CHECK, DOOR = "access_log", "access_log_check", "sign_ins"
PERSON_PAGE = "reports/readings.html"
BOM = "\ufeff"
"""Excel reads a CSV as UTF-8 only when it begins with this."""
COLUMNS = (
    "Business date",
    "Entered on",
    "Part of the system",
    "Event",
    "What happened",
    "Who",
    "Project",
    "What was said",
    "Sealed, not shown",
    "Id of the event",
)
Named = Annotated[str, Query(max_length=100)]
Before = Annotated[AwareDatetime | None, Query()]


@router.get("/audit")
async def audit_page(visit: SignedIn, object: Named = "", before: Before = None) -> Response:  # noqa: A002
    """Everything that happened to an object, newest first."""
    check_may(visit, READS)
    named = object.strip()
    shown: dict[str, Any] = {"found": None, "names": {}, "rows": []}
    if not named:
        return draw(visit, "reports/audit.html", object="", **shown)
    try:
        found = await happened(visit, named, before)
    except Invalid as no:
        shown |= {"errors": errors_of(_at_field(no), visit.language), "typed": {"object": named}}
        return draw(visit, "reports/audit.html", no.status, object=named, **shown)
    language = visit.language
    rows = [
        (
            one,
            service_name(one.service, language),
            list(fields_of(one, language)),
            [field_name(x, language) for x in one.sealed],
        )
        for one in found.items
    ]
    shown |= {"found": found, "rows": rows, "names": await names_of(visit, actors(found.items)), "typed": {"object": named}}
    return draw(visit, "reports/audit.html", object=named, **shown)


def _at_field(no: Invalid) -> Refused:
    """What a service says of a name that it cannot read, at the field of the page."""
    return Invalid("not_an_object", field="object", rule=no.rule or OBJECT)


@router.get("/audit/history.csv")
async def history_csv(visit: SignedIn, object: Named) -> Response:  # noqa: A002
    """The whole history of an object as a table for a spreadsheet."""
    check_may(visit, READS)
    found = await all_happened(visit, object.strip())
    names = await names_of(visit, actors(found))
    return _csv([list(map(words(visit.language).one, COLUMNS)), *(row(one, names, visit.language) for one in found)])


def _csv(rows: list[list[str]]) -> Response:
    sheet = io.StringIO()
    csv.writer(sheet, delimiter=";", lineterminator="\r\n").writerows([_plain(cell) for cell in row] for row in rows)
    return Response(
        (BOM + sheet.getvalue()).encode(),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="audit.csv"'},
    )


def _plain(cell: str) -> str:
    """A spreadsheet takes what begins like this for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@") else cell


class Reading(Read):
    """One read of a person's data."""

    n: int
    read_at: datetime
    actor: UUID
    organisation: str
    fields: tuple[str, ...]
    purpose: str
    project: str | None
    origin: str


class Readings(Read):
    """Reads of one person, oldest first."""

    items: tuple[Reading, ...]
    next: int | None


class Purpose(Read):
    """Why somebody may read, in Polish words."""

    purpose: str
    label: str


class Purposes(Read):
    """Every purpose there is."""

    items: tuple[Purpose, ...]


@router.get("/audit/people")
async def person_page(visit: SignedIn, person: Named = "") -> Response:
    """The page that asks whose reads are wanted."""
    check_may(visit, READS)
    if not person.strip():
        return draw(visit, PERSON_PAGE, **_nobody())
    try:
        return go(f"/audit/people/{UUID(person.strip())}")
    except ValueError:
        no = Invalid("not_an_object", field="person", rule="the id of a person")
        return draw(visit, PERSON_PAGE, no.status, errors=errors_of(no, visit.language), **_nobody(person))


@router.get("/audit/people/{person}")
async def readings_page(visit: SignedIn, person: UUID, cursor: int = 0) -> Response:
    """Who read which data of a person, when and why."""
    check_may(visit, READS)
    try:
        found = await ask(visit, READS, Readings, person=person, cursor=cursor, limit=500)
    except NotFound as no:
        return draw(visit, PERSON_PAGE, no.status, errors=errors_of(no, visit.language), **_nobody(str(person)))
    return draw(
        visit,
        PERSON_PAGE,
        person=person,
        found=found,
        cursor=cursor,
        names=await names_of(visit, [one.actor for one in found.items]),
        purposes={one.purpose: one.label for one in (await ask(visit, "purposes", Purposes)).items},
        field_name=lambda name: field_name(name, visit.language),
    )


def _nobody(typed: str = "") -> dict[str, Any]:
    return {"person": None, "found": None, "typed": {"person": typed}}


class Fault(Read):
    """The first entry at fault."""

    n: int
    damage: str


class Anchor(Read):
    """How long the log was once."""

    last: int
    digest: str


class Check(Read):
    """What one look at the chain found."""

    checked: int
    anchors: tuple[Anchor, ...]
    fault: Fault | None
    next: int | None


@router.get("/audit/log")
async def log_page(visit: SignedIn) -> Response:
    """Whether every entry of the log of reads stands where it was written."""
    check_may(visit, CHECK)
    checked, anchors = 0, 0
    cursor = 0
    while True:
        look = await ask(visit, CHECK, Check, cursor=cursor)
        checked, anchors = checked + look.checked, anchors + len(look.anchors)
        if look.next is None:
            return draw(visit, "reports/log.html", checked=checked, anchors=anchors, fault=look.fault)
        cursor = look.next


Cursor = Annotated[int | None, Query(ge=1, lt=2**63)]


@router.get("/audit/sign-ins")
async def door_page(visit: SignedIn, account: UUID | None = None, cursor: Cursor = None) -> Response:
    """What happened at the door; of one account everything."""
    check_may(visit, DOOR)
    if account is None:
        found = await history.sign_ins(visit.who, visit.desk, cursor=cursor)
    else:
        found = await history.account_history(account, visit.who, visit.desk, cursor=cursor)
    people = {one for line in found.items for one in (line.account, line.actor) if one is not None}
    return draw(
        visit,
        "reports/door.html",
        found=found,
        account=account,
        names=await names_of(visit, people),
        text=lambda details: text_of(details, visit.language),
    )
