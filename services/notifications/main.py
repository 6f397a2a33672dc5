"""Composition root of notifications."""

from pathlib import Path

from services.notifications.api import api
from services.notifications.events import EVENTS
from services.notifications.projections.notifications import NOTIFICATIONS
from services.notifications.reactions import REACTIONS
from services.notifications.reads import READS
from shared.runtime.service import Service, serve

SERVICE = Service(
    name="notifications",
    title="Kładka: powiadomienia",
    migrations=Path(__file__).parent / "migrations",
    events=EVENTS,
    operations=api,
    own=(NOTIFICATIONS,),
    listens_to=("recruitment",),
    reads=READS,
    reactions=REACTIONS,
)

if __name__ == "__main__":
    serve(SERVICE)
