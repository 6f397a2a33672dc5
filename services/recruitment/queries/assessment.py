"""What an application is assessed by: each criterion with its fact, evidence and rule, and what they come to so far."""

from datetime import date
from uuid import UUID

from pydantic import Field

from services.recruitment.access_log import record
from services.recruitment.domain.criteria import Applicant, Criterion, Found, Result, findings, proposal, recorded
from services.recruitment.people.opening import open_texts
from services.recruitment.projections.application import ApplicationCard
from services.recruitment.projections.person import cards_of
from services.recruitment.projections.project import ProjectCard
from services.recruitment.queries.applications import application_card, days_left
from services.recruitment.rules import CRITERIA
from shared.http.operations import Look, Looking
from shared.kernel.command import View
from shared.kernel.ids import Code

PURPOSE = "recruitment"


class CriterionView(View):
    """A criterion, in Polish. `result`: what form and registry say of it; null: only the evidence tells.

    `recorded`: what a worker found when the applicant was called on to complete; null: nothing is owed.
    """

    criterion: Criterion
    title: str
    fact: str
    evidence: str = Field(description="what it is usually proved with")
    result: Result | None
    recorded: Result | None
    rule: str
    source: str
    valid_from: date
    confidence: str


class AssessmentView(View):
    """What `assess_by_criteria` needs a result for, and what the assessment comes to if the evidence bears the form out.

    `complete_by`: the last day of a call to complete; `days_left` until it, negative when it has passed.
    """

    application: UUID
    criteria: list[CriterionView]
    eligible: bool
    reasons: list[Code] = Field(description="criteria that are not met as far as form and registry say")
    complete_by: date | None
    days_left: int | None


async def assessment(application: UUID, look: Looking) -> AssessmentView:
    """The criteria of an application before a worker judges them; opening the birth date is logged.

    Refused: `unknown_application`, `project_out_of_scope`, `person_out_of_scope`.
    """
    card, project = await application_card(look, application, PURPOSE)
    applicant = await _applicant(look, card, project)
    found = list(findings(applicant, project.recruitment, CRITERIA))
    proposed = proposal({one.criterion: one.result for one in found})
    before = {} if card.complete_by is None else recorded(card.missing)
    return AssessmentView(
        application=application,
        criteria=[_view(one, before.get(one.criterion)) for one in found],
        eligible=proposed.eligible,
        reasons=list(proposed.reasons),
        complete_by=card.complete_by,
        days_left=await days_left(look, card),
    )


def _view(one: Found, before: Result | None) -> CriterionView:
    named = ("title", "evidence", "source", "valid_from", "confidence")
    rule = {name: getattr(CRITERIA[one.criterion], name) for name in named}
    return CriterionView(**dict(one), **rule, recorded=before)


async def _applicant(look: Look, card: ApplicationCard, project: ProjectCard) -> Applicant:
    groups = {group.target_group: group.title for group in project.target_groups}
    named = card.model_dump(include={"labour_status", "disability_degree", "disability_kinds", "no_same_support"})
    return Applicant(
        **named,
        target_group=groups[card.target_group],
        premises=tuple(one.title for one in project.recruitment.premises if one.code in card.premises),
        applied_on=card.applied_at.date(),
        born_on=await _born_on(look, card),
    )


async def _born_on(look: Look, card: ApplicationCard) -> date | None:
    """As the project knows the person; null: it knows no birth date, or the person was erased."""
    cards = [one for one in await cards_of(look.db, card.person) if one.project == card.project and one.birth_date]
    if not cards:
        return None
    await record(look, people=[cards[0].person], fields=["birth_date"], purpose=PURPOSE, project=card.project)
    (texts,) = await open_texts(cards[:1], look.keys, ("birth_date",))
    return date.fromisoformat(texts["birth_date"])
