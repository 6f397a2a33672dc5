"""Registering family: who comes along with a participant, outside the limits of places."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from services.gateway.pages.asking import tell
from services.gateway.pages.drawing import draw, draw_again, go
from services.gateway.pages.form import Form
from services.gateway.pages.keeping import typed_of
from services.gateway.pages.people.known import head_of, only
from services.gateway.pages.visit import Sent, SignedIn
from shared.kernel.errors import Refused

router = APIRouter()
PAGE = "people/family.html"
FIELDS = ("capacity", *(f"person.{name}" for name in ("given_name", "family_name", "pesel", "no_pesel", "sex", "phone")))


@router.get("/people/{person}/family")
async def family_page(visit: SignedIn, person: UUID, application: UUID | None = None) -> Response:
    """Who belongs to the person."""
    only(visit, "register_person")
    head, draft = await head_of(visit, person, application), _draft(person)
    return draw(visit, PAGE, head=head, draft=draft, typed=await typed_of(visit, draft))


@router.post("/people/{person}/family")
async def family(visit: SignedIn, person: UUID, form: Sent) -> Response:
    """Register them in the project of the person's application."""
    only(visit, "register_person")
    try:
        await tell(visit, "register_person", form, _body(person, form))
    except Refused as no:
        return draw_again(visit, PAGE, form, no, head=await head_of(visit, person), draft=_draft(person))
    return go(f"/people/{person}?done=family")


def _body(person: UUID, form: Form) -> dict[str, Any]:
    """Whoever has a number needs no reason for having none."""
    body = form.body("project", *FIELDS, days=("person.birth_date",)) | {"of": str(person)}
    if form.text("person.pesel").strip():
        body["person"].pop("no_pesel", None)
    return body


def _draft(person: UUID) -> str:
    return f"family/{person}"
