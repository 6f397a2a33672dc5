"""What finance writes."""

from services.finance.domain.budget import BudgetApproved
from shared.events.registry import Registry

EVENTS = Registry("finance", [BudgetApproved])
