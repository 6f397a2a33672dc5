"""Composition root of reporting: what it owns, reads and offers."""

from pathlib import Path

from services.reporting.api import api
from services.reporting.events import EVENTS
from services.reporting.projections.activity_fact import ACTIVITY_FACT
from services.reporting.projections.certificate_fact import CERTIFICATE_FACT
from services.reporting.projections.family_fact import FAMILY_FACT
from services.reporting.projections.participation_fact import PARTICIPATION_FACT
from services.reporting.projections.project_fact import PROJECT_FACT
from services.reporting.projections.session_fact import SESSION_FACT
from services.reporting.projections.submitted_report import SUBMITTED_REPORTS
from services.reporting.projections.support_fact import SUPPORT_FACT
from services.reporting.reactions import AT_ONCE, REACTIONS
from services.reporting.reads import READS
from shared.runtime.service import Service, serve

SERVICE = Service(
    name="reporting",
    title="Kładka: reporting",
    migrations=Path(__file__).parent / "migrations",
    events=EVENTS,
    operations=api,
    own=(SUBMITTED_REPORTS,),
    listens_to=("recruitment", "activities"),
    reads=READS,
    reactions=REACTIONS,
    reactions_at_once=AT_ONCE,
    projections=(PROJECT_FACT, PARTICIPATION_FACT, ACTIVITY_FACT, SESSION_FACT, SUPPORT_FACT, FAMILY_FACT, CERTIFICATE_FACT),
)

if __name__ == "__main__":
    serve(SERVICE)
