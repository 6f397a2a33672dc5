"""What several pages of activities ask and show alike."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from services.gateway.pages.activities.answers import Project, Roster, Whole
from services.gateway.pages.asking import ask, unless_away
from services.gateway.pages.staff import names_of
from services.gateway.pages.visit import Visit
from shared.kernel.errors import Forbidden


def need(visit: Visit, operation: str) -> None:
    """A page that is for this alone. Raises `Forbidden` (`role_missing`), as the service would."""
    if not visit.may(operation):
        raise Forbidden("role_missing", field="roles", rule=f"a role that may {operation}")


async def activity_of(visit: Visit, activity: UUID) -> Whole:
    """Raises the refusals of the query."""
    return await ask(visit, "activity", Whole, activity=activity)


async def roster_of(visit: Visit, session: UUID) -> Roster:
    """Raises the refusals of the query."""
    return await ask(visit, "roster", Roster, session=session)


async def project_of(visit: Visit, project: str) -> Project | None:
    """The project; None while recruitment is away."""
    return await unless_away(ask(visit, "project", Project, project=project))


async def leader_of(visit: Visit, leader: UUID | None) -> str | None:
    """The name of who leads."""
    return None if leader is None else (await names_of(visit, [leader])).get(leader)


def outside(project: Project | None, days: Iterable[date | None]) -> bool:
    """Does one of these days lie outside the project's period, as far as that is known?"""
    return project is not None and not all(project.covers(day) for day in days if day is not None)


def hours(text: str) -> str:
    """Hours as typed, `1,5`, as the services read them."""
    return text.strip().replace(",", ".")


def filled(**fields: Any) -> dict[str, Any]:
    """Without what was left empty."""
    return {name: value for name, value in fields.items() if value not in ("", None)}
