"""Composition root of finance."""

from pathlib import Path

from services.finance.api import api
from services.finance.events import EVENTS
from services.finance.projections import expense_card, supplier_card
from services.finance.projections.budget_version import BUDGET_VERSION
from services.finance.projections.expense_card import EXPENSE_CARD
from services.finance.projections.known_activity import KNOWN_ACTIVITY
from services.finance.projections.known_project import KNOWN_PROJECT
from services.finance.projections.ledger import LEDGER
from services.finance.projections.supplier_card import SUPPLIER_CARD
from services.finance.reactions import AT_ONCE, REACTIONS
from services.finance.reads import READS
from shared.runtime.service import Service, serve

SERVICE = Service(
    name="finance",
    title="Kładka: finanse",
    migrations=Path(__file__).parent / "migrations",
    events=EVENTS,
    operations=api,
    own=(BUDGET_VERSION, LEDGER, EXPENSE_CARD, SUPPLIER_CARD),
    set_rules=expense_card.SET_RULES | supplier_card.SET_RULES,
    listens_to=("recruitment", "activities"),
    reads=READS,
    reactions=REACTIONS,
    reactions_at_once=AT_ONCE,
    projections=(KNOWN_PROJECT, KNOWN_ACTIVITY),
)

if __name__ == "__main__":
    serve(SERVICE)
