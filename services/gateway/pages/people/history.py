"""The history of a person: what happened in the projects, and, opened for a purpose, what the registry held before."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from services.gateway.pages.asking import Read, ask
from services.gateway.pages.drawing import draw, draw_again
from services.gateway.pages.people.known import Purpose, head_of, purpose_of, purposes
from services.gateway.pages.saying import WARSAW
from services.gateway.pages.staff import names_of
from services.gateway.pages.visit import Sent, SignedIn, Visit
from shared.kernel.errors import Refused

router = APIRouter()
PAGE = "people/history.html"
DAYS = frozenset({"answer_by", "on", "birth_date", "complete_by"})
KINDS = ("application", "place", "participation", "support", "outcome", "registry")


class Detail(Read):
    field: str
    before: str | None = None
    after: str | None


class Happened(Read):
    """An event of the timeline."""

    event: str
    kind: str
    title: str
    project: str
    on: date
    recorded_at: datetime
    actor: UUID
    reason: str | None
    details: list[Detail]
    fields: list[str]


class Timeline(Read):
    items: list[Happened]


class Recorded(Read):
    """An event of the registry, with its values."""

    title: str
    project: str
    on: date
    recorded_at: datetime
    actor: UUID
    reason: str | None
    changes: list[Detail]
    erased: bool


class History(Read):
    items: list[Recorded]


@dataclass(frozen=True, slots=True)
class Shown:
    """A fact before and after: a text, a day, or nothing."""

    field: str
    before: str | date | None
    after: str | date | None


@dataclass(frozen=True, slots=True)
class Line:
    """As the timeline draws it. `entered`: None where it was entered on the day it happened."""

    on: date
    entered: datetime | None
    event: str
    title: str
    project: str
    who: str
    reason: str | None
    details: Sequence[Shown]
    fields: Sequence[str]
    erased: bool


@router.get("/people/{person}/history")
async def history_page(visit: SignedIn, person: UUID, kind: str = "") -> Response:
    """Everything that happened, newest first, or one kind of it."""
    return draw(visit, PAGE, opened=None, **await _shown(visit, person, kind))


@router.post("/people/{person}/history")
async def open_history(visit: SignedIn, person: UUID, form: Sent) -> Response:
    """With the values the registry held before and after each correction; opening them is logged."""
    shown = await _shown(visit, person, "")
    try:
        found = await ask(visit, "person_history", History, person=person, purpose=form.text("purpose"))
    except Refused as no:
        return draw_again(visit, PAGE, form, no, opened=None, **shown)
    staff = await names_of(visit, [one.actor for one in found.items])
    opened = [_line(one, "", staff, details=_named(one.changes, staff), erased=one.erased) for one in reversed(found.items)]
    return draw(visit, PAGE, opened=opened, **shown)


async def _shown(visit: Visit, person: UUID, kind: str) -> dict[str, Any]:
    purpose = purpose_of(visit)
    head, timeline, reasons = await asyncio.gather(
        head_of(visit, person), ask(visit, "timeline", Timeline, person=person, purpose=purpose), _reasons(visit)
    )
    happened = timeline.items
    assigned = [UUID(one.after) for item in happened for one in item.details if one.field == "case_worker" and one.after]
    staff = await names_of(visit, [*(one.actor for one in happened), *assigned])
    lines = [
        _line(one, one.event, staff, details=_named(one.details, staff), fields=one.fields)
        for one in happened
        if kind in ("", one.kind)
    ]
    there = [one for one in KINDS if any(item.kind == one for item in happened)]
    return {
        "head": head,
        "tab": "history",
        "lines": lines,
        "kind": kind,
        "kinds": there,
        "purposes": reasons,
        "purpose": purpose,
    }


async def _reasons(visit: Visit) -> list[Purpose]:
    """Why the values may be opened, for who may open them."""
    return await purposes(visit) if visit.may("person_history") else []


def _line(
    one: Happened | Recorded,
    event: str,
    staff: Mapping[UUID, str],
    *,
    details: Sequence[Shown],
    fields: Sequence[str] = (),
    erased: bool = False,
) -> Line:
    entered = one.recorded_at if one.recorded_at.astimezone(WARSAW).date() != one.on else None
    who = staff.get(one.actor, "")
    return Line(one.on, entered, event, one.title, one.project, who, one.reason, details, fields, erased)


def _named(details: Sequence[Detail], staff: Mapping[UUID, str]) -> list[Shown]:
    """Accounts by name, days as days."""
    return [Shown(one.field, _value(one.field, one.before, staff), _value(one.field, one.after, staff)) for one in details]


def _value(field: str, text: str | None, staff: Mapping[UUID, str]) -> str | date | None:
    if text is None:
        return None
    if field == "case_worker":
        return staff.get(UUID(text), text)
    if field in DAYS:
        return date.fromisoformat(text)
    return _plain(text)


def _plain(text: str) -> str:
    """Documents and addresses come as JSON: as one line."""
    if not text.startswith("{"):
        return text
    parts = json.loads(text)
    if "town" not in parts:
        return " ".join(str(parts[name]) for name in ("kind", "number", "country") if parts.get(name))
    house = "/".join(str(parts[name]) for name in ("house", "flat") if parts.get(name))
    street = f"{parts['street']} {house}" if parts.get("street") else house
    return f"{street}, {parts['postal_code']} {parts['town']}"
