"""Sessions: a day inside the project's period, and calling off before anybody came."""

from datetime import date
from decimal import Decimal

import pytest

from services.activities.domain.session import SESSION, Cancel, Schedule, SessionCancelled, decide
from shared.kernel.errors import Invalid
from shared.testing.given import given
from tests.unit.activities.lists import ANNA, PERIOD, PROJECT, REASON, SESSION_ID, WORKSHOP, attended, scheduled


def schedule(on: str) -> Schedule:
    return Schedule(
        session=SESSION_ID,
        activity=WORKSHOP,
        project=PROJECT,
        period=PERIOD,
        on=date.fromisoformat(on),
        hours=Decimal("4.00"),
    )


@pytest.mark.parametrize("on", ["2021-01-01", "2023-06-10", "2023-06-30"])
def test_a_session_lies_inside_the_period_first_and_last_day_included(on):
    given(SESSION).when(decide, schedule(on)).then(scheduled(on))


@pytest.mark.parametrize("on", ["2020-12-31", "2023-07-01", "2023-12-24"])
def test_a_day_outside_the_period_is_refused_and_the_period_is_told(on):
    with pytest.raises(Invalid) as no:
        decide(SESSION.initial, schedule(on))

    assert (no.value.code, no.value.field) == ("outside_project_period", "on")
    assert no.value.facts == {"starts_on": "2021-01-01", "ends_on": "2023-06-30"}


def test_a_session_is_called_off_with_a_reason():
    off = SessionCancelled(project=PROJECT, session=SESSION_ID, reason=REASON)
    given(SESSION, scheduled()).when(decide, Cancel(reason=REASON)).then(off)


def test_a_session_is_called_off_once():
    off = SessionCancelled(project=PROJECT, session=SESSION_ID, reason=REASON)
    given(SESSION, scheduled(), off).when(decide, Cancel(reason=REASON)).refused("session_cancelled")


def test_a_session_somebody_attended_is_not_called_off():
    given(SESSION, scheduled(), attended(ANNA)).when(decide, Cancel(reason=REASON)).refused("attendance_recorded")
