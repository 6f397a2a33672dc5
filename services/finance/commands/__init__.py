"""Use cases of finance: load in the order of stream ids (budget, expense, supplier), decide, append."""

from services.finance.commands.budgets import approve_budget, hear_of_project, revise_budget
from services.finance.commands.commitments import commit_money, hear_of_activity, release_commitment
from services.finance.commands.expenses import (
    approve_expense,
    correct_expense,
    declare_ineligible,
    hear_of_activities,
    pay_expense,
    record_expense,
)
from services.finance.commands.suppliers import register_supplier

__all__ = [
    "approve_budget",
    "approve_expense",
    "commit_money",
    "correct_expense",
    "declare_ineligible",
    "hear_of_activities",
    "hear_of_activity",
    "hear_of_project",
    "pay_expense",
    "record_expense",
    "register_supplier",
    "release_commitment",
    "revise_budget",
]
