"""One application as it stands, and all participants of a project."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.recruitment.domain.words import (
    STATUS_LABELS,
    ApplicationStatus,
    DisabilityDegree,
    DisabilityKind,
    LabourStatus,
)
from services.recruitment.projections.application import ApplicationCard, find_application
from services.recruitment.projections.participation import Participant, page
from services.recruitment.projections.project import ProjectCard, find_project
from services.recruitment.projections.reading import first
from shared.http.operations import Look, Looking
from shared.kernel.command import View
from shared.kernel.ids import Code


class ApplicationView(View):
    """An application as it stands; `answer_by` is the last day of an open offer."""

    application: UUID
    project: Code
    target_group: Code
    person: UUID
    status: ApplicationStatus
    status_label: str
    applied_at: datetime
    premises: tuple[Code, ...]
    disability_degree: DisabilityDegree
    disability_kinds: tuple[DisabilityKind, ...]
    labour_status: LabourStatus
    no_same_support: bool
    in_education: bool
    organisation: Code | None
    reasons: tuple[Code, ...]
    answer_by: date | None


class Participants(View):
    """A page of participants; `cursor` asks for the next page, None: this was the last."""

    items: list[Participant]
    cursor: UUID | None


class _Deadline(View):
    answer_by: date | None


async def application(application: UUID, look: Looking) -> ApplicationView:
    """An application: the form without the person's data, the assessment and where it stands now."""
    card, _ = await application_card(look, application)
    offer = await first(look.db, _Deadline, "SELECT answer_by FROM reserve WHERE application = $1", application)
    named = {name: value for name, value in dict(card).items() if name in ApplicationView.model_fields}
    return ApplicationView(**named, status_label=STATUS_LABELS[card.status], answer_by=offer.answer_by if offer else None)


async def participants(
    project: Code, look: Looking, limit: Annotated[int, Query(ge=1, le=500)] = 100, cursor: UUID | None = None
) -> Participants:
    """Everybody who ever took a place in the project, a page at a time, in the order of their ids."""
    await find_project(look.db, look.who, project)
    items = await page(look.db, project, cursor, limit)
    return Participants(items=items, cursor=items[-1].participant if len(items) == limit else None)


async def application_card(look: Look, application: UUID) -> tuple[ApplicationCard, ProjectCard]:
    """The application and its project, if the caller's token reaches it."""
    card = await find_application(look.db, application)
    return card, await find_project(look.db, look.who, card.project)
