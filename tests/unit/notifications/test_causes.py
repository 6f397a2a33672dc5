"""What each event of recruitment has to say, to whom, and what is told to nobody."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from services.notifications.causes import telling
from services.notifications.domain.telling import Decision, Telling, Template
from services.notifications.reads import (
    READS,
    ApplicationAssessed,
    ApplicationSubmitted,
    CandidatePlacedOnReserveList,
    ContractSigned,
    ParticipantRecruited,
    ParticipationEnded,
    ParticipationStarted,
    PlaceReleased,
    ReservePlaceOffered,
)
from services.notifications.terms import Term, days
from shared.events.envelope import Meta
from shared.events.event import Event
from shared.kernel.ids import SYSTEM

ANNA, PERSON, CAUSE = UUID(int=1), UUID(int=11), UUID(int=7)
DAY = date(2022, 2, 3)
META = Meta(
    id=CAUSE,
    name="any",
    version=1,
    stream="application:1",
    sequence=1,
    effective_on=DAY,
    recorded_at=datetime(2022, 2, 4, 8, tzinfo=UTC),
    correlation=UUID(int=8),
    causation=UUID(int=8),
    actor=SYSTEM,
)


def told(template: Template, on: date = DAY, **facts: object) -> Telling:
    return Telling.model_validate(
        {"project": "p1", "application": ANNA, "template": template, "cause": CAUSE, "on": on} | facts
    )


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (
            ApplicationAssessed(project="p1", application=ANNA, eligible=True),
            told(Template.DECISION, decision=Decision.ELIGIBLE),
        ),
        (
            ApplicationAssessed(project="p1", application=ANNA, eligible=False),
            told(Template.DECISION, decision=Decision.NOT_ELIGIBLE),
        ),
        (
            ParticipantRecruited(project="p1", participant=ANNA, person=PERSON),
            told(Template.DECISION, decision=Decision.RECRUITED),
        ),
        (CandidatePlacedOnReserveList(project="p1", application=ANNA, person=PERSON), told(Template.RESERVE_LIST)),
        (
            ReservePlaceOffered(project="p1", application=ANNA, answer_by=date(2022, 2, 10)),
            told(Template.RESERVE_PLACE_OFFERED, answer_by=date(2022, 2, 10)),
        ),
        (
            ContractSigned(project="p1", participant=ANNA, signed_on=date(2022, 2, 1)),
            told(Template.CONTRACT_SIGNED, on=date(2022, 2, 1)),
        ),
        (
            ParticipationStarted(project="p1", participant=ANNA, on=date(2022, 2, 2)),
            told(Template.PARTICIPATION_STARTED, on=date(2022, 2, 2)),
        ),
        (
            ParticipationEnded(project="p1", participant=ANNA, on=date(2022, 2, 1)),
            told(Template.LEAVING_QUESTIONNAIRE, on=date(2022, 2, 1), due=date(2022, 3, 1)),
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_an_event_says_this(event: Event, expected: Telling) -> None:
    assert telling(event, META) == expected


@pytest.mark.parametrize(
    "event",
    [ApplicationSubmitted(project="p1", application=ANNA, person=PERSON), PlaceReleased(project="p1", participant=ANNA)],
    ids=lambda event: type(event).__name__,
)
def test_an_event_that_calls_for_no_letter_says_nothing(event: Event) -> None:
    assert telling(event, META) is None


def test_data_after_leaving_are_due_in_four_weeks_also_over_the_end_of_february() -> None:
    """31 January 2024 + 28 days = 28 February; 2 February 2024 + 28 days = 1 March, because 2024 is a leap year."""
    for last, due in ((date(2024, 1, 31), date(2024, 2, 28)), (date(2024, 2, 2), date(2024, 3, 1))):
        assert last + days(Term.LEAVING_DATA, last) == due


def test_a_session_is_told_three_days_ahead() -> None:
    assert days(Term.SESSION_REMINDER, date(2023, 6, 7)).days == 3


def test_a_day_without_a_rule_is_an_error() -> None:
    with pytest.raises(LookupError, match="session_reminder"):
        days(Term.SESSION_REMINDER, date(2006, 12, 31))


def test_an_event_is_read_with_fields_notifications_does_not_know() -> None:
    body = f'{{"project": "p1", "target_group": "residents", "application": "{ANNA}", "answer_by": "2022-02-10"}}'
    assert READS.decode("ReservePlaceOffered", 1, body) == ReservePlaceOffered(
        project="p1", application=ANNA, answer_by=date(2022, 2, 10)
    )
