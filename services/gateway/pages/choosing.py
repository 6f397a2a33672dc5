"""Choosing the project that one works in."""

from datetime import date

from fastapi import APIRouter, Response

from services.gateway.pages.asking import Read, ask
from services.gateway.pages.drawing import draw
from services.gateway.pages.visit import SignedIn

router = APIRouter()


class Line(Read):
    """A project of the list."""

    project: str
    title: str
    starts_on: date
    ends_on: date


class Choice(Read):
    """The projects that the account reaches."""

    items: list[Line]


@router.get("/projects")
async def projects_page(visit: SignedIn) -> Response:
    """The projects, the latest first."""
    return draw(visit, "projects.html", projects=(await ask(visit, "projects", Choice)).items)
