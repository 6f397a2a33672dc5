"""A small budget: 1000.00 PLN, 85 % grant; two lines of 500.00 and 300.00, and one of 200.00 in a second task."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from services.finance.domain.budget_events import BudgetApproved, MoneyCommitted
from services.finance.domain.plan import Line, Period, Plan, Source, Step, Steps, Task
from services.finance.domain.words import Currency, TaskKind

PROJECT = "p1"
TODAY = date(2021, 3, 31)
SUPPLIER, OTHER_SUPPLIER, COMMITMENT, EXPENSE, BOOKING = (UUID(int=number) for number in range(1, 6))
STEPS = Steps(
    rule="flat-rates-2021",
    steps=(
        Step(up_to=Decimal("830000.00"), rate=Decimal("0.25")),
        Step(up_to=Decimal("1740000.00"), rate=Decimal("0.20")),
        Step(up_to=Decimal("4550000.00"), rate=Decimal("0.15")),
        Step(up_to=None, rate=Decimal("0.10")),
    ),
)


def line(code: str, amount: str, **changes: Any) -> Line:
    """A line of one piece at its whole price."""
    fields: dict[str, Any] = {
        "code": code,
        "title": f"koszt {code}",
        "category": "usługi zewnętrzne",
        "unit": "szt.",
        "quantity": Decimal(1),
        "unit_price": Decimal(amount),
        "amount": Decimal(amount),
    }
    return Line(**fields | changes)


def task(code: str, *lines: Line, kind: TaskKind = TaskKind.DIRECT) -> Task:
    return Task(code=code, title=f"zadanie {code}", kind=kind, lines=lines)


def sources(grant: str, own: str) -> tuple[Source, ...]:
    return (
        Source(code="grant", title="dofinansowanie", amount=Decimal(grant)),
        Source(code="own", title="wkład własny", amount=Decimal(own)),
    )


TASKS = (task("1", line("1.1", "500.00"), line("1.2", "300.00")), task("2", line("2.1", "200.00")))
PLAN = Plan(
    total=Decimal("1000.00"),
    sources=sources("850.00", "150.00"),
    tasks=TASKS,
    eligible=Period(first=date(2021, 1, 1), last=date(2021, 12, 31)),
    indirect_rate=None,
)


def plan(**changes: Any) -> Plan:
    return PLAN.model_copy(update=changes)


def approved(of: Plan = PLAN) -> BudgetApproved:
    return BudgetApproved(
        project=PROJECT, approved_on=date(2021, 1, 4), currency=Currency.PLN, plan=of, steps="flat-rates-2021"
    )


def committed(line: str = "1.1", amount: str = "300.00", supplier: UUID | None = SUPPLIER) -> MoneyCommitted:
    return MoneyCommitted(
        project=PROJECT,
        commitment=COMMITMENT,
        line=line,
        amount=Decimal(amount),
        on=date(2021, 2, 1),
        supplier=supplier,
        contract_number="U/1",
        activity=None,
    )
