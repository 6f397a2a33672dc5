"""Assessing by criteria: a worker judges each of them, and what follows is worked out here: an assessment, or a call to
complete."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from pydantic import Field

from services.recruitment.commands.applying import AssessApplication, assess_application
from services.recruitment.domain.application import APPLICATION
from services.recruitment.domain.call import CallToComplete, decide
from services.recruitment.domain.criteria import Criterion, Result, conclude
from services.recruitment.projections.caseload import project_of_case
from shared.kernel.command import Command
from shared.kernel.ids import Code
from shared.store.answer import Answer
from shared.store.transaction import Transaction


class AssessByCriteria(Command):
    """What each criterion was found to be, by its evidence."""

    application: UUID
    results: Mapping[Criterion, Result] = Field(description="every criterion of the query `assessment`")


class AssessedAnswer(Answer):
    """What followed. `complete_by`: the last day of a call to complete; null: the application was assessed."""

    complete_by: date | None = None


async def assess_by_criteria(command: AssessByCriteria, tx: Transaction) -> AssessedAnswer:
    """Assess an application: positive when every criterion is met, rejected for those that are not. Where none is against
    the applicant and evidence is missing, nothing is assessed: the applicant is called on to complete the application.

    Refused: `criterion_not_judged` while one is left out, and as `assess_application` is.
    """
    found = conclude(command.results)
    if found.missing:
        return await _call_to_complete(tx, command.application, found.missing)
    assessed = AssessApplication(application=command.application, eligible=found.eligible, reasons=found.reasons)
    await assess_application(assessed, tx)
    return AssessedAnswer()


async def _call_to_complete(tx: Transaction, application: UUID, criteria: tuple[Code, ...]) -> AssessedAnswer:
    loaded = await tx.existing(APPLICATION, application, field="application")
    form = loaded.state.form
    project = await project_of_case(tx.db, tx.who, form.project, form.person)
    call = CallToComplete(
        application=application,
        criteria=criteria,
        on=tx.today,
        days=project.completion_days,
        organisation=tx.who.organisation,
        recruiting=project.organisations,
    )
    tx.append(loaded, decide(loaded.state, call))
    return AssessedAnswer(complete_by=call.complete_by)
