"""A project's budget: approved once, its sources of financing add up to its total, which is the project's value."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from shared.events.decider import Decider
from shared.events.event import Event, Part, PublicText
from shared.kernel.command import Command
from shared.kernel.errors import Invalid, Refused
from shared.kernel.ids import Code
from shared.kernel.money import Zloty


class Currency(StrEnum):
    """The currency of settlements with the managing authority."""

    PLN = "PLN"


class Source(Part):
    """A source of financing: the grant, the centre's own contribution; its amount in PLN."""

    code: Code
    title: PublicText
    amount: Annotated[Zloty, Field(gt=0)]


class BudgetApproved(Event, title="Budżet zatwierdzony"):
    """A project may spend this much in all, from these sources. Amounts in PLN, sources add up to the total."""

    example: ClassVar[Mapping[str, Any]] = {
        "project": "gora-pomocy-3",
        "total": "3500000.00",
        "currency": "PLN",
        "sources": [
            {"code": "grant", "title": "dofinansowanie", "amount": "2975000.00"},
            {"code": "own", "title": "wkład własny", "amount": "525000.00"},
        ],
    }

    project: Code
    total: Zloty
    currency: Currency
    sources: tuple[Source, ...]


class ApproveBudget(Command):
    """The budget of the signed grant agreement, as a whole and by source of financing. Amounts in PLN."""

    project: Code
    total: Annotated[Zloty, Field(gt=0, examples=["3500000.00"])]
    sources: Annotated[tuple[Source, ...], Field(min_length=1, max_length=50)]


class Approve(ApproveBudget):
    """What was asked, beside what is known: `project_value` is the value (PLN) with which the project was opened."""

    project_value: Zloty


class Budget(BaseModel):
    """What a decision needs: the approved total, in PLN."""

    model_config = ConfigDict(frozen=True)

    total: Zloty | None = None


def evolve(budget: Budget, event: Event) -> Budget:
    match event:
        case BudgetApproved():
            return Budget(total=event.total)
    return budget


def decide(budget: Budget, command: Approve) -> list[Event]:
    """Approve, once.

    Raises `Refused` (`budget_already_approved`) and `Invalid` (`source_twice`, `sources_do_not_add_up`, `total_differs`).
    The rules are those of a grant agreement: one budget, of the project's value, fully covered by its sources.
    """
    if budget.total is not None:
        raise Refused("budget_already_approved", field="project", rule="a budget is approved once, then revised")
    codes = [source.code for source in command.sources]
    if len(set(codes)) < len(codes):
        raise Invalid("source_twice", field="sources", rule="each source of financing stands once")
    covered = sum(source.amount for source in command.sources)
    if covered != command.total:
        raise Invalid(
            "sources_do_not_add_up",
            field="sources",
            rule="the sources of financing add up to the total",
            total=str(command.total),
            sources=str(covered),
        )
    if command.total != command.project_value:
        raise Invalid(
            "total_differs",
            field="total",
            rule="the budget is the value of the project",
            total=str(command.total),
            project_value=str(command.project_value),
        )
    return [BudgetApproved(project=command.project, total=command.total, currency=Currency.PLN, sources=command.sources)]


BUDGET = Decider("budget", Budget(), evolve)
"""Stream `budget:<project>`."""
