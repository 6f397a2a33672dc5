"""Composition root of finance."""

from pathlib import Path

from services.finance.api import api
from services.finance.events import EVENTS
from services.finance.projections.budget import BUDGETS
from services.finance.projections.known_project import KNOWN_PROJECT
from services.finance.reads import READS
from shared.runtime.service import Service, serve

SERVICE = Service(
    name="finance",
    title="Kładka: finanse",
    migrations=Path(__file__).parent / "migrations",
    events=EVENTS,
    operations=api,
    own=(BUDGETS,),
    listens_to=("recruitment",),
    reads=READS,
    projections=(KNOWN_PROJECT,),
)

if __name__ == "__main__":
    serve(SERVICE)
