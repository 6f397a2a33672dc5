"""A natural person as a supplier: registered among people, in the capacity and for the purpose of settling with them alone."""

from typing import Any

from fastapi import APIRouter, Response

from services.gateway.pages.asking import tell
from services.gateway.pages.drawing import draw, draw_again, go
from services.gateway.pages.form import Form
from services.gateway.pages.keeping import keep, typed_of
from services.gateway.pages.money.answers import need
from services.gateway.pages.visit import Sent, SignedIn, Visit
from shared.kernel.errors import Refused

router = APIRouter()
PAGE = "money/person.html"
FIELDS = ("given_name", "family_name", "pesel", "no_pesel", "identity", "document.kind", "document.number", "document.country")


@router.get("/projects/{project}/suppliers/person")
async def person_page(visit: SignedIn, project: str) -> Response:
    """What is asked of a person is as little as settling with them needs."""
    _need(visit)
    return draw(visit, PAGE, project=project)


@router.post("/projects/{project}/suppliers/person")
async def register(visit: SignedIn, project: str, form: Sent) -> Response:
    """Whoever is known already by the number is recognised; then they are chosen in the document that is being recorded."""
    _need(visit)
    try:
        person = (await tell(visit, "register_person", form, _body(project, form)))["person_id"]
        supplier = (await tell(visit, "register_supplier", form, {"person": person}))["supplier_id"]
    except Refused as no:
        return draw_again(visit, PAGE, form, no, project=project)
    draft = f"expense/{project}"
    await keep(visit, draft, {**await typed_of(visit, draft), "supplier": supplier})
    return go(f"/projects/{project}/expenses/new?done=registered")


def _need(visit: Visit) -> None:
    need(visit, "register_person")
    need(visit, "register_supplier")


def _body(project: str, form: Form) -> dict[str, Any]:
    """Whoever has a number needs no reason for having none."""
    person = form.body(*(f"person.{name}" for name in FIELDS)).get("person", {})
    if "pesel" in person:
        person = {name: value for name, value in person.items() if name in ("given_name", "family_name", "pesel")}
    return {"project": project, "capacity": "supplier", "person": person}
