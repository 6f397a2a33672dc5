"""A notification is planned once for its cause, and says nothing about a person but a random id."""

import json
from uuid import UUID

from services.notifications.domain.notification import (
    NOTIFICATION,
    Channel,
    NotificationPlanned,
    PlanNotification,
    Template,
    decide,
)
from services.notifications.reads import READS, ReservePlaceOffered
from shared.testing.given import given

IT = UUID("0b0f5f6e-9a1c-5f58-8a52-2f1f3c1b7a01")
APPLICATION = UUID("5a3f7c2e-1d4b-4a6f-9e0d-7b8c9d0e1f2a")
OFFER = PlanNotification(project="p1", notification=IT, application=APPLICATION, template=Template.RESERVE_PLACE_OFFERED)
PLANNED = NotificationPlanned(
    project="p1",
    notification=IT,
    application=APPLICATION,
    template=Template.RESERVE_PLACE_OFFERED,
    channel=Channel.LETTER,
)


def test_an_offer_of_a_place_is_told_by_letter() -> None:
    given(NOTIFICATION).when(decide, OFFER).then(PLANNED)


def test_what_is_planned_is_not_planned_again() -> None:
    given(NOTIFICATION, PLANNED).when(decide, OFFER).then()


def test_subscribers_see_ids_and_codes_alone() -> None:
    assert json.loads(PLANNED.published_json() or b"") == {
        "project": "p1",
        "notification": str(IT),
        "application": str(APPLICATION),
        "template": "reserve_place_offered",
        "channel": "letter",
    }


def test_an_offer_is_read_with_fields_notifications_does_not_know() -> None:
    body = f'{{"project": "p1", "target_group": "residents", "application": "{APPLICATION}", "answer_by": "2021-01-08"}}'
    assert READS.decode("ReservePlaceOffered", 1, body) == ReservePlaceOffered(project="p1", application=APPLICATION)
