"""Entries that may be one human being: beside each other, merged with a reason, and parted again."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from services.gateway.pages.asking import Read, search, tell
from services.gateway.pages.drawing import draw, draw_again, go
from services.gateway.pages.people.correcting import PURPOSE, values_of
from services.gateway.pages.people.known import Known, head_of, known_person, only, people_of, purpose_of
from services.gateway.pages.visit import Sent, SignedIn, Visit
from shared.kernel.errors import Refused

router = APIRouter()
LIST, PAIR = "people/duplicates.html", "people/merge.html"


class Duplicate(Read):
    one: UUID
    other: UUID
    score: int
    reasons: list[str]


class Duplicates(Read):
    items: list[Duplicate]
    more: bool


@router.get("/people/{person}/duplicates")
async def duplicates_page(visit: SignedIn, person: UUID) -> Response:
    """Entries that are alike, and those that were merged already."""
    only(visit, "possible_duplicates")
    return draw(visit, LIST, **await _alike(visit, person))


@router.post("/people/{person}/unmerge")
async def unmerge(visit: SignedIn, person: UUID, form: Sent) -> Response:
    """They are two people after all."""
    only(visit, "unmerge_persons")
    try:
        await tell(visit, "unmerge_persons", form, form.body("merged", "reason"))
    except Refused as no:
        return draw_again(visit, LIST, form, no, **await _alike(visit, person))
    return go(f"/people/{person}?done=unmerged")


@router.get("/people/{person}/merge/{other}")
async def merge_page(visit: SignedIn, person: UUID, other: UUID) -> Response:
    """Both entries, value beside value."""
    only(visit, "merge_persons")
    return draw(visit, PAIR, **await _pair(visit, person, other))


@router.post("/people/{person}/merge/{other}")
async def merge(visit: SignedIn, person: UUID, other: UUID, form: Sent) -> Response:
    """One stands for the other from now on."""
    only(visit, "merge_persons")
    kept = form.text("kept")
    merged = str(other if kept == str(person) else person)
    body = form.body("kept", "reason") | ({"merged": merged} if kept else {})
    try:
        await tell(visit, "merge_persons", form, body)
    except Refused as no:
        return draw_again(visit, PAIR, form, no, **await _pair(visit, person, other))
    return go(f"/people/{kept}?done=merged")


async def _alike(visit: Visit, person: UUID) -> dict[str, Any]:
    head = await head_of(visit, person)
    found: list[Duplicate] = []
    for project in dict.fromkeys(one.project for one in head.known.applications):
        asked = {"project": project, "person": str(person), "purpose": purpose_of(visit)}
        found += (await search(visit, "possible_duplicates", Duplicates, **asked)).items
    others = {one.other if one.one == head.known.person else one.one: one for one in found}
    names = await people_of(visit, others)
    return {"head": head, "others": others, "others_names": names}


async def _pair(visit: Visit, person: UUID, other: UUID) -> dict[str, Any]:
    one: Known = await known_person(visit, person, PURPOSE)
    two: Known = await known_person(visit, other, PURPOSE)
    mine, theirs = values_of(one), values_of(two)
    rows = [(name, mine[name], theirs[name]) for name in mine if mine[name] or theirs[name]]
    return {"person": person, "other": other, "one": one, "two": two, "rows": rows}
