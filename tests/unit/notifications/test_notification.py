"""A notification is planned once for its cause, withdrawn once, and says nothing about a person but a random id."""

import json
from datetime import date
from uuid import UUID

from services.notifications.domain.notification import (
    NOTIFICATION,
    NotificationPlanned,
    NotificationWithdrawn,
    WithdrawalCause,
    WithdrawNotification,
    decide,
)
from services.notifications.domain.telling import Channel, PlanNotification, Telling, Template, notification_id, plans
from shared.testing.given import given

APPLICATION, CAUSE = UUID("5a3f7c2e-1d4b-4a6f-9e0d-7b8c9d0e1f2a"), UUID("c7a1d0f2-52a4-4a0e-9d3c-2f8b6f0f7d11")
OFFER = Telling(
    project="p1",
    application=APPLICATION,
    template=Template.RESERVE_PLACE_OFFERED,
    cause=CAUSE,
    on=date(2021, 3, 1),
    answer_by=date(2021, 3, 8),
)
IT = notification_id(CAUSE, APPLICATION, Template.RESERVE_PLACE_OFFERED, Channel.LETTER)
LETTER = PlanNotification(notification=IT, channel=Channel.LETTER, telling=OFFER)
PLANNED = NotificationPlanned(
    project="p1",
    notification=IT,
    application=APPLICATION,
    template=Template.RESERVE_PLACE_OFFERED,
    channel=Channel.LETTER,
    cause=CAUSE,
    on=date(2021, 3, 1),
    answer_by=date(2021, 3, 8),
)
OFF = WithdrawNotification(because=WithdrawalCause.SESSION_CANCELLED)
WITHDRAWN = NotificationWithdrawn(project="p1", notification=IT, because=WithdrawalCause.SESSION_CANCELLED)


def test_what_a_cause_says_is_planned_with_its_facts() -> None:
    given(NOTIFICATION).when(decide, LETTER).then(PLANNED)


def test_what_is_planned_is_not_planned_again() -> None:
    given(NOTIFICATION, PLANNED).when(decide, LETTER).then()


def test_what_was_withdrawn_is_not_planned_again() -> None:
    given(NOTIFICATION, PLANNED, WITHDRAWN).when(decide, LETTER).then()


def test_what_is_planned_is_withdrawn_once() -> None:
    given(NOTIFICATION, PLANNED).when(decide, OFF).then(WITHDRAWN)
    given(NOTIFICATION, PLANNED, WITHDRAWN).when(decide, OFF).then()


def test_what_was_never_planned_is_not_withdrawn() -> None:
    given(NOTIFICATION).when(decide, OFF).then()


def test_an_offer_goes_to_the_person_by_letter_and_to_staff_as_a_note() -> None:
    found = plans(OFFER)

    assert {plan.channel for plan in found} == {Channel.LETTER, Channel.IN_APP}
    assert [str(plan.notification) for plan in found] == sorted(str(plan.notification) for plan in found)


def test_a_decision_goes_by_letter_alone() -> None:
    decision = OFFER.model_copy(update={"template": Template.DECISION})

    assert [plan.channel for plan in plans(decision)] == [Channel.LETTER]


def test_another_cause_person_template_or_way_is_another_notification() -> None:
    other = UUID(int=7)
    offered, letter = Template.RESERVE_PLACE_OFFERED, Channel.LETTER
    ids = {
        notification_id(CAUSE, APPLICATION, offered, letter),
        notification_id(other, APPLICATION, offered, letter),
        notification_id(CAUSE, other, offered, letter),
        notification_id(CAUSE, APPLICATION, Template.DECISION, letter),
        notification_id(CAUSE, APPLICATION, offered, Channel.IN_APP),
    }

    assert len(ids) == 5
    assert notification_id(CAUSE, APPLICATION, offered, letter) == IT


def test_subscribers_see_ids_codes_and_days_alone() -> None:
    assert json.loads(PLANNED.published_json() or b"") == {
        "project": "p1",
        "notification": str(IT),
        "application": str(APPLICATION),
        "template": "reserve_place_offered",
        "channel": "letter",
        "cause": str(CAUSE),
        "on": "2021-03-01",
        "decision": None,
        "answer_by": "2021-03-08",
        "due": None,
        "activity": None,
        "session": None,
    }
