"""Assessing by criteria: a worker judges each of them, and what follows is worked out here."""

from collections.abc import Mapping
from uuid import UUID

from pydantic import Field

from services.recruitment.commands.applying import AssessApplication, assess_application
from services.recruitment.domain.criteria import Criterion, Result, conclude
from shared.kernel.command import Command
from shared.store.answer import Answer
from shared.store.transaction import Transaction


class AssessByCriteria(Command):
    """What each criterion was found to be, by its evidence."""

    application: UUID
    results: Mapping[Criterion, Result] = Field(description="every criterion of the query `assessment`")


async def assess_by_criteria(command: AssessByCriteria, tx: Transaction) -> Answer:
    """Assess an application: positive when every criterion is met, otherwise rejected for those that are not.

    Refused: `criterion_not_judged` while one is left out, and as `assess_application` is.
    """
    conclusion = conclude(command.results)
    return await assess_application(AssessApplication(application=command.application, **dict(conclusion)), tx)
