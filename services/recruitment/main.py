"""The recruitment service: what it owns, publishes, reads and offers."""

from pathlib import Path

from services.recruitment.api import api
from services.recruitment.events import EVENTS
from services.recruitment.projections import application
from services.recruitment.projections.application import APPLICATIONS
from services.recruitment.projections.erasure import ERASURES
from services.recruitment.projections.group import GROUPS
from services.recruitment.projections.merge import MERGES
from services.recruitment.projections.outcome import OUTCOMES
from services.recruitment.projections.participation import PARTICIPATIONS
from services.recruitment.projections.person import PEOPLE
from services.recruitment.projections.project import PROJECTS
from services.recruitment.projections.reserve import RESERVES
from services.recruitment.projections.retention import RETENTIONS
from services.recruitment.projections.subject_request import REQUESTS
from services.recruitment.queries.requests import log_subject
from services.recruitment.reactions import REACTIONS
from services.recruitment.reads import READS
from services.recruitment.timers import (
    anchor_reads,
    carry_out_erasures,
    erase_what_was_erased,
    expire_unanswered_offers,
    tell_of_deadlines,
)
from shared.runtime.service import Service, serve

SERVICE = Service(
    name="recruitment",
    title="Kładka: recruitment",
    migrations=Path(__file__).parent / "migrations",
    events=EVENTS,
    operations=api,
    own=(PROJECTS, GROUPS, RESERVES, APPLICATIONS, PARTICIPATIONS, OUTCOMES, PEOPLE, MERGES, RETENTIONS, REQUESTS, ERASURES),
    set_rules=application.SET_RULES,
    listens_to=("activities",),
    reads=READS,
    reactions=REACTIONS,
    timers=(
        expire_unanswered_offers,
        anchor_reads,
        carry_out_erasures,
        tell_of_deadlines,
    ),
    before_opening=(erase_what_was_erased,),
    before_subject=log_subject,
)

if __name__ == "__main__":
    serve(SERVICE)
