"""Composition root of activities: what it owns, reads and offers."""

from pathlib import Path

from services.activities.api import api
from services.activities.events import EVENTS
from services.activities.projections.activity_card import ACTIVITY_CARD
from services.activities.projections.attendance import ATTENDANCE
from services.activities.projections.enrolment import ENROLMENT
from services.activities.projections.issued_certificate import ISSUED_CERTIFICATE
from services.activities.projections.known_participant import KNOWN_PARTICIPANT
from services.activities.projections.known_project import KNOWN_PROJECT
from services.activities.projections.session_card import SESSION_CARD
from services.activities.reactions import AT_ONCE, REACTIONS
from services.activities.reads import READS
from shared.runtime.service import Service, serve

SERVICE = Service(
    name="activities",
    title="Kładka: activities",
    migrations=Path(__file__).parent / "migrations",
    events=EVENTS,
    operations=api,
    own=(ACTIVITY_CARD, SESSION_CARD, ENROLMENT, ATTENDANCE, ISSUED_CERTIFICATE),
    listens_to=("recruitment",),
    reads=READS,
    reactions=REACTIONS,
    reactions_at_once=AT_ONCE,
    projections=(KNOWN_PROJECT, KNOWN_PARTICIPANT),
)

if __name__ == "__main__":
    serve(SERVICE)
