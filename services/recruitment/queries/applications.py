"""Applications as they stand, one or those of a project, and all participants of a project."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.recruitment.access_log import record
from services.recruitment.domain.words import (
    STATUS_LABELS,
    ApplicationStatus,
    DisabilityDegree,
    DisabilityKind,
    LabourStatus,
)
from services.recruitment.projections import application as cards
from services.recruitment.projections.application import ApplicationCard, ApplicationLine, find_application
from services.recruitment.projections.caseload import people_reached, project_of_case
from services.recruitment.projections.participation import Participant, page
from services.recruitment.projections.project import ProjectCard, find_project
from services.recruitment.projections.reading import first
from services.recruitment.roles import sees_few, sees_situation
from shared.http.operations import Look, Looking
from shared.kernel.clock import LocalTime
from shared.kernel.command import View
from shared.kernel.errors import Forbidden
from shared.kernel.ids import Code

SPECIAL = ("premises", "disability_degree", "disability_kinds", "labour_status", "in_education", "missing")
"""What a form says of somebody's situation, and what evidence of it is missing: for case workers alone."""
SITUATION = (*SPECIAL, "no_same_support")
"""Reading it of one person is in the access log, as their name is."""


class ApplicationView(View):
    """An application as it stands; `answer_by` is the last day of an open offer.

    `missing`: criteria that evidence is owed for until `complete_by`; `days_left` until then, negative when it has passed.
    `withheld`: fields that are null here and shown to case workers alone.
    """

    application: UUID
    project: Code
    target_group: Code
    person: UUID
    status: ApplicationStatus
    status_label: str
    applied_at: LocalTime
    premises: tuple[Code, ...] | None
    disability_degree: DisabilityDegree | None
    disability_kinds: tuple[DisabilityKind, ...] | None
    labour_status: LabourStatus | None
    no_same_support: bool
    in_education: bool | None
    organisation: Code | None
    reasons: tuple[Code, ...]
    answer_by: date | None
    missing: tuple[Code, ...] | None
    complete_by: date | None
    days_left: int | None
    withheld: tuple[Code, ...]


class Applications(View):
    """A page of applications, the earliest first; `cursor` asks for the next page, None: this was the last."""

    items: list[ApplicationLine]
    cursor: UUID | None


class Participants(View):
    """A page of participants; `cursor` asks for the next page, None: this was the last."""

    items: list[Participant]
    cursor: UUID | None


class _Deadline(View):
    answer_by: date | None


async def application(application: UUID, look: Looking) -> ApplicationView:
    """An application: the form without the person's data, the assessment and where it stands now."""
    card, _ = await application_card(look, application, "casework")
    offer = await first(look.db, _Deadline, "SELECT answer_by FROM reserve WHERE application = $1", application)
    withheld = () if sees_situation(look.who) else SPECIAL
    named = {name: value for name, value in dict(card).items() if name in ApplicationView.model_fields}
    return ApplicationView(
        **named | dict.fromkeys(withheld),
        status_label=STATUS_LABELS[card.status],
        answer_by=offer.answer_by if offer else None,
        days_left=await days_left(look, card),
        withheld=withheld,
    )


async def applications(
    project: Code,
    look: Looking,
    status: ApplicationStatus | None = None,
    target_group: Code | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    cursor: UUID | None = None,
) -> Applications:
    """Applications of a project, in the order in which people applied; of one status or target group where it is named.

    For an account of own cases: those of the people it reaches.
    """
    await find_project(look.db, look.who, project)
    reached = await people_reached(look.db, look.who, project)
    items = await cards.page(look.db, project, status, target_group, cursor, limit, reached)
    return Applications(items=items, cursor=items[-1].application if len(items) == limit else None)


async def participants(
    project: Code, look: Looking, limit: Annotated[int, Query(ge=1, le=500)] = 100, cursor: UUID | None = None
) -> Participants:
    """Everybody who ever took a place in the project, a page at a time, in the order of their ids.

    For an account of own cases: those of them that it reaches.
    """
    await find_project(look.db, look.who, project)
    items = await page(look.db, project, cursor, limit, await people_reached(look.db, look.who, project))
    return Participants(items=items, cursor=items[-1].participant if len(items) == limit else None)


async def days_left(look: Look, card: ApplicationCard) -> int | None:
    """Until the last day of a call to complete, negative when it has passed; None: nothing is owed."""
    return None if card.complete_by is None else (card.complete_by - await look.today()).days


async def application_card(look: Look, application: UUID, purpose: Code) -> tuple[ApplicationCard, ProjectCard]:
    """The application and its project, if the caller's account reaches the person there; the read is logged.

    Who decides appeals sees an application while its appeal is open. Raises `Forbidden` (`project_out_of_scope`,
    `person_out_of_scope`, `no_open_appeal`).
    """
    card = await find_application(look.db, application)
    project = await project_of_case(look.db, look.who, card.project, card.person)
    if not sees_few(look.who) and card.status is not ApplicationStatus.APPEALED:
        rule = "who decides appeals sees an application while its appeal is open"
        raise Forbidden("no_open_appeal", field="application", rule=rule)
    fields = SITUATION if sees_situation(look.who) else ("status", "no_same_support")
    await record(look, people=[card.person], fields=fields, purpose=purpose, project=card.project)
    return card, project
