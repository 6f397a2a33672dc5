"""Waiting after failures: none at first, then twice as long each time, never for ever; and what counts as one address."""

from datetime import timedelta

import pytest

from services.gateway.attempts import network, wait_after

MINUTES = {5: 0.5, 6: 1, 7: 2, 8: 4, 9: 8, 10: 15, 11: 15, 10_000: 15}


@pytest.mark.parametrize("failures", [0, 1, 4])
def test_the_first_failures_cost_nothing(failures: int) -> None:
    assert wait_after(failures, 5) is None


@pytest.mark.parametrize(("failures", "minutes"), MINUTES.items())
def test_then_each_one_doubles_the_wait_up_to_a_quarter_of_an_hour(failures: int, minutes: float) -> None:
    assert wait_after(failures, 5) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        ("testclient", "testclient"),
    ],
)
def test_of_an_address_what_one_person_holds_is_counted(address: str, counted: str) -> None:
    assert network(address) == counted
