"""What staff ask finance."""

from services.finance.queries.budgets import budget, budget_diff
from services.finance.queries.commitments import commitments
from services.finance.queries.executed import budget_execution
from services.finance.queries.expenses import expense, expenses, expenses_to_approve
from services.finance.queries.line_history import line_history
from services.finance.queries.proposing import proposed_budget
from services.finance.queries.suppliers import suppliers

__all__ = [
    "budget",
    "budget_diff",
    "budget_execution",
    "commitments",
    "expense",
    "expenses",
    "expenses_to_approve",
    "line_history",
    "proposed_budget",
    "suppliers",
]
