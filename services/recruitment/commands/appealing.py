"""Appeals: recorded for who was rejected, and decided by somebody else than who assessed."""

from datetime import date
from uuid import UUID

from pydantic import Field

from services.recruitment.domain.appeal import Appeal, DecideAppeal, decide
from services.recruitment.domain.application import APPLICATION
from services.recruitment.domain.dates import check_day
from services.recruitment.projections.caseload import project_of_case
from shared.kernel.command import Command
from shared.store.answer import Answer
from shared.store.database import Connection
from shared.store.transaction import Transaction

ASSESSED_BY = "SELECT actor FROM event WHERE stream_id = $1 AND name = 'ApplicationAssessed' LIMIT 1"


class AppealAssessment(Command):
    """Who was rejected appeals; the letter itself is kept on paper."""

    application: UUID
    on: date | None = Field(default=None, description="when the appeal was handed in; today when left out")


class DecideAppealOf(Command):
    """What becomes of the appeal; its reasons stand in the letter that answers it."""

    application: UUID
    upheld: bool = Field(description="the applicant may take part after all")


async def appeal_assessment(command: AppealAssessment, tx: Transaction) -> Answer:
    """Record an appeal against a rejection; refused a second time (`already_appealed`).

    Refused while the person has another open application in the project (`application_already_open`).
    """
    application = await tx.existing(APPLICATION, command.application, field="application")
    form = application.state.form
    project = await project_of_case(tx.db, tx.who, form.project, form.person)
    on = command.on or tx.today
    check_day(on, tx.today, project.period, "on")
    tx.append(application, decide(application.state, Appeal(application=command.application, on=on)))
    return Answer()


async def decide_appeal(command: DecideAppealOf, tx: Transaction) -> Answer:
    """Decide an appeal; refused for who assessed (`same_person`). Upheld: the application is assessed as eligible."""
    application = await tx.existing(APPLICATION, command.application, field="application")
    form = application.state.form
    await project_of_case(tx.db, tx.who, form.project, form.person)
    decision = DecideAppeal(
        application=command.application,
        upheld=command.upheld,
        on=tx.today,
        by=tx.who.actor,
        assessed_by=await _assessed_by(tx.db, command.application),
    )
    tx.append(application, decide(application.state, decision))
    return Answer()


async def _assessed_by(db: Connection, application: UUID) -> UUID | None:
    """The account whose command assessed the application; None: nobody has."""
    found: UUID | None = await db.driver.fetchval(ASSESSED_BY, APPLICATION.stream(application))
    return found
