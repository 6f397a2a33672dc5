"""Correcting personal data: what differs is sent with its reason; when somebody else was faster, field by field is asked."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from services.gateway.pages.asking import tell
from services.gateway.pages.drawing import draw, draw_again, go
from services.gateway.pages.form import DAY_PARTS, nested
from services.gateway.pages.keeping import dropped, typed_of
from services.gateway.pages.people.known import PARTS, Known, known_person, only
from services.gateway.pages.people.merging_of_edits import Both, Fields, Merged, merged
from services.gateway.pages.says import missing
from services.gateway.pages.visit import Sent, SignedIn, Visit
from shared.kernel.errors import Refused, Stale

router = APIRouter()
PAGE, CONFLICT = "people/correct.html", "people/conflict.html"
PLAIN = ("given_name", "family_name", "pesel", "sex", "phone", "email")
DAY = "birth_date"
WAS, CHOOSE, ASKED = "was.", "choose.", "asked"
FIELDS = (*PLAIN, DAY, *(f"{part}.{name}" for part, names in PARTS.items() for name in names))
PURPOSE = "correction"
OPTIONAL = frozenset({"address.street", "address.flat"})
"""What an address may be without."""


@router.get("/people/{person}/correct")
async def correct_page(visit: SignedIn, person: UUID) -> Response:
    """What is known, to be changed; what was typed before and not sent stands there again."""
    only(visit, "correct_person")
    known = await known_person(visit, person, PURPOSE)
    kept = await typed_of(visit, _draft(person))
    if not kept:
        return draw(visit, PAGE, **_shown(known, values_of(known)), changed=[])
    text = {name: str(value) for name, value in kept.items()}
    found = merged(_before(text), _mine(text), values_of(known))
    return _compared(visit, known, found, text.get("reason", ""), 200)


@router.post("/people/{person}/correct")
async def correct(visit: SignedIn, person: UUID, form: Sent) -> Response:
    """Correct what differs from what stood there; who chose what the other one saved has nothing left to send."""
    only(visit, "correct_person")
    text = {name: form.text(name) for name in form.fields}
    before, mine = _before(text), _chosen(text)
    known = await known_person(visit, person, PURPOSE)
    shown = _shown(known, {**values_of(known), **before})
    if open_questions := [name for name in form.all(ASKED) if not text.get(CHOOSE + name)]:
        both = [Both(name, "", mine[name], before[name]) for name in form.all(ASKED) if name in FIELDS]
        errors = missing([CHOOSE + name for name in open_questions], visit.language)
        return draw(visit, CONFLICT, 422, errors=errors, typed=form.typed, both=both, changed=[], **shown)
    if emptied := [name for name in FIELDS if before[name] and not mine[name] and name not in OPTIONAL]:
        return draw(visit, PAGE, 422, errors=missing(emptied, visit.language), typed=form.typed, changed=[], **shown)
    try:
        form.day(DAY)
        body = _body(person, text.get("reason", ""), before, mine)
        if form.all(ASKED) and not body.keys() - {"person", "reason"}:
            await dropped(visit, form.draft)
            return go(f"/people/{person}?done=theirs")
        await tell(visit, "correct_person", form, body)
    except Stale:
        return _compared(visit, known, merged(before, mine, values_of(known)), text.get("reason", ""), Stale.status)
    except Refused as no:
        return draw_again(visit, PAGE, form, no, changed=[], **shown)
    return go(f"/people/{person}?done=corrected")


def _compared(visit: Visit, known: Known, found: Merged, reason: str, status: int) -> Response:
    """The form with both kinds of changes in it; where one field was changed by both, the question which one stays."""
    typed = {**_as_typed(found.values), "reason": reason}
    page = CONFLICT if found.both else PAGE
    return draw(visit, page, status, typed=typed, both=found.both, changed=found.theirs, **_shown(known, values_of(known)))


def _shown(known: Known, before: Fields) -> dict[str, Any]:
    """`before`: what the form is drawn from, sent back with it."""
    typed = _as_typed(values_of(known))
    return {"known": known, "before": before, "draft": _draft(known.person), "values": typed, "version": known.version}


def _draft(person: UUID) -> str:
    return f"correct/{person}"


def values_of(known: Known) -> dict[str, str]:
    """A person's data as the fields of a form, a day as YYYY-MM-DD."""
    found: dict[str, str] = {name: getattr(known, name) or "" for name in PLAIN}
    found[DAY] = known.birth_date.isoformat() if known.birth_date else ""
    for part, names in PARTS.items():
        whole = getattr(known, part)
        found |= {f"{part}.{name}": (getattr(whole, name) or "") if whole else "" for name in names}
    return found


def _as_typed(values: Fields) -> dict[str, str]:
    """A day in its three fields."""
    year, month, day = (values[DAY] or "--").split("-")
    parts = dict(zip(DAY_PARTS, (day.lstrip("0"), month.lstrip("0"), year), strict=True))
    return {**values, **{f"{DAY}.{part}": text for part, text in parts.items()}}


def _before(text: Fields) -> dict[str, str]:
    return {name: text.get(WAS + name, "") for name in FIELDS}


def _mine(text: Fields) -> dict[str, str]:
    """What was typed; what was not on the page is as it was."""
    found = {name: text.get(name, text.get(WAS + name, "")).strip() for name in FIELDS if name != DAY}
    day, month, year = (text.get(f"{DAY}.{part}", "").strip() for part in DAY_PARTS)
    shown = f"{DAY}.day" in text
    found[DAY] = text.get(WAS + DAY, "") if not shown else f"{year}-{month:0>2}-{day:0>2}" if day or month or year else ""
    return found


def _chosen(text: Fields) -> dict[str, str]:
    """What was typed, and theirs where that was chosen."""
    mine = _mine(text)
    return mine | {name: text.get(WAS + name, "") for name in FIELDS if text.get(CHOOSE + name) == "theirs"}


def _body(person: UUID, reason: str, before: Fields, mine: Fields) -> dict[str, Any]:
    """What differs; a document or an address goes as a whole. A new number brings the birth date and sex with it."""
    different = {name: mine[name] for name in FIELDS if mine[name] and mine[name] != before[name]}
    for part, names in PARTS.items():
        if any(mine[f"{part}.{name}"] != before[f"{part}.{name}"] for name in names):
            different |= {f"{part}.{name}": mine[f"{part}.{name}"] for name in names if mine[f"{part}.{name}"]}
    return {"person": str(person), **nested(different), **({"reason": reason.strip()} if reason.strip() else {})}
