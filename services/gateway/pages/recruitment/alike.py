"""Who the registry knows by the number of a form, or in the project by its names: a worker looks, nothing is decided."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.gateway.pages.asking import Read, search, unless_away
from services.gateway.pages.form import Form
from services.gateway.pages.recruitment.known import PURPOSE, Name, Names
from services.gateway.pages.visit import Visit
from shared.kernel.errors import Refused

FEW = 5


class Holder(Name):
    """Who has the number."""

    projects: list[str]


class ByPesel(Read):
    """None: nobody that the account reaches."""

    found: Holder | None


class Pair(Read):
    """Two entries that may be one human being."""

    one: UUID
    other: UUID
    score: int


class Pairs(Read):
    """The likeliest first."""

    items: list[Pair]


@dataclass(frozen=True, slots=True)
class Known:
    """`holder` has the number of the form; `namesakes` have its names in the project."""

    holder: Holder | None
    namesakes: list[Name]


async def alike(visit: Visit, project: str, form: Form) -> Known | None:
    """Whom it may be; None where the form says too little, or the registry is away."""
    pesel = form.text("person.pesel").strip()
    holder = await _told(visit, "find_by_pesel", ByPesel, pesel=pesel) if pesel else None
    name = " ".join(form.text(f"person.{part}").strip() for part in ("given_name", "family_name")).strip()
    asked = {"project": project, "name": name, "limit": FEW}
    named = await _told(visit, "find_people", Names, **asked) if name else None
    known = Known(holder.found if holder else None, named.items if named else [])
    return known if known.holder or known.namesakes else None


async def duplicates_of(visit: Visit, project: str, person: UUID) -> list[Pair]:
    """Entries of the project that may be the same human being as this one."""
    asked = {"project": project, "person": person, "limit": FEW}
    found = await _told(visit, "possible_duplicates", Pairs, **asked)
    return found.items if found else []


async def _told(visit: Visit, query: str, kind: Any, **asked: object) -> Any:
    """The answer; what cannot be asked so is said by the form itself, where it is handed in."""
    try:
        return await unless_away(search(visit, query, kind, purpose=PURPOSE, **asked)) if visit.may(query) else None
    except Refused:
        return None
