"""Erasures of a project: who proposed and approved them, how far they are, and what every service says of each person."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import Field

from services.recruitment.projections.caseload import people_reached
from services.recruitment.projections.erasure import BatchCard, batches_of
from services.recruitment.projections.project import find_project
from shared.http.elsewhere import ServiceFault
from shared.http.erasures import PAGE, Confirmations
from shared.http.erasures import erasures as own_erasures
from shared.http.operations import Look, Looking
from shared.http.scope import check_everybody
from shared.kernel.command import View
from shared.kernel.errors import Refused
from shared.kernel.ids import Code

WITHOUT_PEOPLE = frozenset({"recruitment", "gateway"})
"""Services that are not asked: this one, and the one that keeps nobody but staff."""


class Said(StrEnum):
    """What a service says of one erased person."""

    CONFIRMED = "confirmed"
    WAITING = "waiting"
    UNKNOWN = "unknown"


class ErasedPerson(View):
    """Somebody who was erased here; `services`: whether each of the others has done the same."""

    person: UUID
    erased_at: datetime
    keys: int
    services: dict[Code, Said] = Field(description="unknown: the service did not answer")


class Erasures(View):
    """Erasures of a project and a page of erased people; `keys_left`: how many keys of the project each service keeps."""

    project: Code
    batches: list[BatchCard]
    items: list[ErasedPerson]
    keys_left: dict[Code, int | None] = Field(description="null: the service did not answer")
    next: UUID | None


class ErasureBatches(View):
    """The erasures of a project, the latest first."""

    project: Code
    items: list[BatchCard]


async def erasure_batches(project: Code, look: Looking) -> ErasureBatches:
    """Who proposed which erasure of a project and who approved it: whoever approves one sees what it is.

    An account of own cases sees those that its people asked for.
    """
    await find_project(look.db, look.who, project)
    people = await people_reached(look.db, look.who, project)
    return ErasureBatches(project=project, items=await batches_of(look.db, project, people))


async def erasures(
    project: Code,
    look: Looking,
    limit: Annotated[int, Query(ge=1, le=PAGE)] = PAGE,
    cursor: Annotated[UUID | None, Query(description="`next` of the page before")] = None,
) -> Erasures:
    """What was erased in a project, and the confirmation of every service that may know the people."""
    await find_project(look.db, look.who, project)
    check_everybody(look.who, "project")
    batches = await batches_of(look.db, project)
    here = await own_erasures(project, look, limit, cursor)
    told = {name: await _told(look, name, project, limit, cursor) for name in _others(look)}
    items = [
        ErasedPerson(**one.model_dump(), services={name: _said(answer, one.person) for name, answer in told.items()})
        for one in here.items
    ]
    return Erasures(
        project=project,
        batches=batches,
        items=items,
        keys_left={"recruitment": here.keys_left} | {name: answer and answer.keys_left for name, answer in told.items()},
        next=items[-1].person if len(items) == limit else None,
    )


def _others(look: Look) -> list[Code]:
    known: Mapping[str, str] = look.elsewhere.addresses if look.elsewhere else {}
    return sorted(known.keys() - WITHOUT_PEOPLE)


async def _told(look: Look, service: Code, project: Code, limit: int, cursor: UUID | None) -> Confirmations | None:
    """What a service has erased, of the same page: everybody it can know was erased here first. None: it does not answer."""
    asked = {"project": project, "limit": limit, "cursor": cursor}
    try:
        return await look.ask_inside(service, "erasures", asked, Confirmations)
    except (Refused, ServiceFault):
        return None


def _said(answer: Confirmations | None, person: UUID) -> Said:
    if answer is None:
        return Said.UNKNOWN
    return Said.CONFIRMED if any(one.person == person for one in answer.items) else Said.WAITING
