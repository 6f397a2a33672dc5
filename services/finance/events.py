"""What finance writes."""

from services.finance.domain.budget_events import (
    BudgetApproved,
    BudgetRevised,
    CommitmentReleased,
    ExpenseBooked,
    MoneyCommitted,
)
from services.finance.domain.expense import CorrectionImposed, ExpensePaid, ExpensePartDeclaredIneligible, ExpenseRecorded
from services.finance.domain.supplier import SupplierRegistered
from shared.events.registry import Registry

EVENTS = Registry(
    "finance",
    [
        BudgetApproved,
        BudgetRevised,
        MoneyCommitted,
        CommitmentReleased,
        ExpenseBooked,
        ExpenseRecorded,
        ExpensePaid,
        ExpensePartDeclaredIneligible,
        CorrectionImposed,
        SupplierRegistered,
    ],
)
