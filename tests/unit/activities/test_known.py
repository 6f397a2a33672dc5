"""What activities remember of recruitment's news, whatever order the streams arrive in."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from services.activities.projections.known_participant import KnownParticipant, evolve, key
from services.activities.reads import ParticipantRecruited, ParticipationEnded, PlaceReleased, ProjectOpened
from shared.events.envelope import Meta
from shared.kernel.ids import SYSTEM

ANNA = UUID(int=1)
PROJECT = "gora-pomocy-3"
META = Meta(
    id=UUID(int=7),
    name="any",
    version=1,
    stream="places:gora-pomocy-3/residents",
    sequence=1,
    effective_on=date(2021, 2, 1),
    recorded_at=datetime(2021, 2, 1, 8, tzinfo=UTC),
    correlation=UUID(int=8),
    causation=UUID(int=8),
    actor=SYSTEM,
)
RECRUITED = ParticipantRecruited(project=PROJECT, participant=ANNA)
RELEASED = PlaceReleased(project=PROJECT, participant=ANNA)
ENDED = ParticipationEnded(project=PROJECT, participant=ANNA, on=date(2021, 5, 20))


def known(*events) -> KnownParticipant | None:
    row = None
    for event in events:
        row = evolve(row, event, META)
    return row


@pytest.mark.parametrize(
    ("events", "recruited", "ended_on"),
    [
        ((RECRUITED,), True, None),
        ((RECRUITED, RELEASED), False, None),
        ((RECRUITED, ENDED), True, date(2021, 5, 20)),
        ((RECRUITED, ENDED, RELEASED), False, date(2021, 5, 20)),
        ((ENDED,), False, date(2021, 5, 20)),
    ],
)
def test_a_participant_is_known_by_place_and_end(events, recruited, ended_on):
    assert known(*events) == KnownParticipant(participant=ANNA, project=PROJECT, recruited=recruited, ended_on=ended_on)


def test_news_of_a_project_is_about_no_participant():
    opened = ProjectOpened(project=PROJECT, starts_on=date(2021, 1, 1), ends_on=date(2023, 6, 30))

    assert key(opened, META) is None
    assert key(RECRUITED, META) == (ANNA,)
