"""Commitments: what contracts and planned activities bind of the budget, recording one, and releasing what it has not used."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from services.gateway.pages.asking import ask, tell
from services.gateway.pages.drawing import draw, draw_again, go
from services.gateway.pages.form import Form
from services.gateway.pages.keeping import typed_of
from services.gateway.pages.money.answers import Commitment, Commitments, activities_of, need, suppliers_of
from services.gateway.pages.money.documents import budget_of, names_of_suppliers
from services.gateway.pages.says import errors_of
from services.gateway.pages.visit import Sent, SignedIn, Visit
from shared.kernel.errors import NotFound, NotYet, Refused

router = APIRouter()
LIST, NEW, RELEASE = "money/commitments.html", "money/commit.html", "money/release.html"
PLACES = {"contract": "contract.supplier", "project": ""}
"""Where that stands which finance says of more than a field."""


@router.get("/projects/{project}/commitments")
async def commitments_page(visit: SignedIn, project: str, done: str = "") -> Response:
    """In the order in which they were recorded."""
    found = (await ask(visit, "commitments", Commitments, project=project)).items
    return draw(
        visit,
        LIST,
        project=project,
        commitments=found,
        names=await names_of_suppliers(visit),
        activities=await activities_of(visit, project),
        budget=await budget_of(visit, project),
        done=done,
    )


@router.get("/projects/{project}/commitments/new")
async def new_commitment_page(visit: SignedIn, project: str) -> Response:
    """An empty form, or what was typed before."""
    need(visit, "commit_money")
    return draw(visit, NEW, typed=await typed_of(visit, _draft(project)), **await _shown(visit, project))


@router.post("/projects/{project}/commitments/new")
async def commit(visit: SignedIn, project: str, form: Sent) -> Response:
    """Bind money of a line, by a contract or by an activity."""
    need(visit, "commit_money")
    try:
        await tell(visit, "commit_money", form, {"project": project, **_body(form)})
    except Refused as no:
        same = {"key": form.key} if isinstance(no, NotYet) else {}
        errors = [one._replace(field=PLACES.get(one.field, one.field)) for one in errors_of(no, visit.language)]
        return draw(visit, NEW, no.status, errors=errors, typed=form.typed, **same, **await _shown(visit, project))
    return go(f"/projects/{project}/commitments?done=committed")


@router.get("/projects/{project}/commitments/{commitment}/release")
async def release_page(visit: SignedIn, project: str, commitment: UUID) -> Response:
    """What becomes free, and why."""
    need(visit, "release_commitment")
    return draw(visit, RELEASE, project=project, one=await _one(visit, project, commitment))


@router.post("/projects/{project}/commitments/{commitment}/release")
async def release(visit: SignedIn, project: str, commitment: UUID, form: Sent) -> Response:
    """Nothing more is booked on it."""
    need(visit, "release_commitment")
    try:
        await tell(visit, "release_commitment", form, {"commitment": str(commitment), **form.body("reason")})
    except Refused as no:
        return draw_again(visit, RELEASE, form, no, project=project, one=await _one(visit, project, commitment))
    return go(f"/projects/{project}/commitments?done=released")


def _body(form: Form) -> dict[str, Any]:
    """A contract of which nothing was typed is none."""
    contract = form.body("contract.supplier", "contract.number", days=["contract.signed_on"])
    return form.body("line", "activity", money=["amount"]) | contract


async def _one(visit: Visit, project: str, commitment: UUID) -> Commitment:
    """Raises `NotFound` (`unknown_commitment`)."""
    for one in (await ask(visit, "commitments", Commitments, project=project)).items:
        if one.commitment == commitment:
            return one
    raise NotFound("unknown_commitment", field="commitment", rule="there is no such commitment")


async def _shown(visit: Visit, project: str) -> dict[str, Any]:
    return {
        "project": project,
        "budget": await budget_of(visit, project),
        "suppliers": await suppliers_of(visit),
        "activities": await activities_of(visit, project),
        "draft": _draft(project),
    }


def _draft(project: str) -> str:
    return f"commitment/{project}"
