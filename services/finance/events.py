"""What finance writes."""

from services.finance.domain.budget_events import (
    BudgetApproved,
    BudgetRevised,
    CommitmentReleased,
    ExpenseBooked,
    MoneyCommitted,
)
from services.finance.domain.expense_events import (
    CorrectionImposed,
    ExpenseApproved,
    ExpensePaid,
    ExpensePartDeclaredIneligible,
    ExpenseRecorded,
)
from services.finance.domain.supplier import PersonSupplierRegistered, SupplierRegistered
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
        ExpenseApproved,
        SupplierRegistered,
        PersonSupplierRegistered,
    ],
)
