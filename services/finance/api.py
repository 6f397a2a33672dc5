"""The operations of finance and the roles that may call them."""

from services.finance import commands, queries
from shared.http.operations import Operations
from shared.http.roles import STAFF, Role

KEEPERS = {Role.ACCOUNTANT, Role.COORDINATOR}
"""Who plans and spends."""
READERS = KEEPERS | {Role.AUDITOR, Role.ADMIN}

api = Operations()
api.command(commands.approve_budget, KEEPERS, hear=commands.hear_of_project)
api.command(commands.revise_budget, KEEPERS)
api.command(commands.register_supplier, KEEPERS)
api.command(commands.commit_money, KEEPERS, hear=commands.hear_of_activity)
api.command(commands.release_commitment, KEEPERS)
api.command(commands.record_expense, KEEPERS, hear=commands.hear_of_activities)
api.command(commands.pay_expense, KEEPERS)
api.command(commands.declare_ineligible, KEEPERS)
api.command(commands.correct_expense, KEEPERS)
api.command(commands.approve_expense, KEEPERS)
api.query(queries.budget, READERS)
api.query(queries.budget_diff, READERS)
api.query(queries.budget_execution, STAFF)
api.query(queries.commitments, READERS)
api.query(queries.expense, READERS)
api.query(queries.expenses, READERS)
api.query(queries.expenses_to_approve, KEEPERS)
api.query(queries.line_history, READERS)
api.search(queries.proposed_budget, KEEPERS)
api.query(queries.suppliers, READERS)
