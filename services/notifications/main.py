"""Composition root of notifications."""

from pathlib import Path

from services.notifications.api import api
from services.notifications.events import EVENTS
from services.notifications.projections.departure import DEPARTURE
from services.notifications.projections.known_activity import KNOWN_ACTIVITY
from services.notifications.projections.known_application import KNOWN_APPLICATION
from services.notifications.projections.known_enrolment import KNOWN_ENROLMENT
from services.notifications.projections.known_project import KNOWN_PROJECT
from services.notifications.projections.known_session import KNOWN_SESSION
from services.notifications.projections.notifications import NOTIFICATIONS
from services.notifications.reactions import REACTIONS
from services.notifications.reads import READS
from services.notifications.timers import remind_of_sessions
from shared.runtime.service import Service, serve

SERVICE = Service(
    name="notifications",
    title="Kładka: powiadomienia",
    migrations=Path(__file__).parent / "migrations",
    events=EVENTS,
    operations=api,
    own=(NOTIFICATIONS,),
    listens_to=("recruitment", "activities"),
    reads=READS,
    projections=(KNOWN_PROJECT, KNOWN_APPLICATION, KNOWN_ACTIVITY, KNOWN_SESSION, KNOWN_ENROLMENT, DEPARTURE),
    reactions=REACTIONS,
    timers=(remind_of_sessions,),
)

if __name__ == "__main__":
    serve(SERVICE)
