"""The operations of finance and the roles that may call them."""

from services.finance import commands
from services.finance.projections.budget import budget
from shared.http.operations import Operations
from shared.http.roles import Role

api = Operations()
api.command(commands.approve_budget, {Role.ACCOUNTANT, Role.COORDINATOR})
api.query(budget, {Role.ACCOUNTANT, Role.COORDINATOR, Role.AUDITOR, Role.ADMIN})
