"""What the doctor says of consumers: who works, who is on the way, who is parked, and who stands still."""

import pytest

from deploy.doctor.deep import Looks, compare_consumers
from shared.operations.finding import Verdict

READ = "kladka.reporting.read"
OWNERS = {"recruitment": {"places:p/all": 12, "project:p": 1}, "activities": {}}


def verdict(before: dict[str, int], now: dict[str, int], parked: set[str] = frozenset()) -> tuple[Verdict, str]:
    looks = Looks({READ: before}, {READ: now}, {(READ, stream) for stream in parked})
    [one] = [found for found in compare_consumers("reporting", "kladka", looks, OWNERS) if found.part == READ]
    return one.verdict, one.says


def test_who_has_applied_everything_is_sound():
    whole = {"places:p/all": 12, "project:p": 1}
    assert verdict(whole, whole) == (Verdict.SOUND, "has applied all 13 events of 2 streams")


def test_who_moves_is_on_the_way():
    found = verdict({"places:p/all": 10, "project:p": 1}, {"places:p/all": 11, "project:p": 1})
    assert found == (Verdict.WATCH, "1 streams still to be applied, or parked: places:p/all")


def test_what_is_parked_is_no_fault_of_its_own():
    there = {"places:p/all": 10, "project:p": 1}
    assert verdict(there, there, {"places:p/all"})[0] is Verdict.WATCH


def test_who_does_not_move_has_lost_something():
    there = {"places:p/all": 10, "project:p": 1}
    assert verdict(there, there) == (Verdict.FAULT, "1 streams stand still before what was published: places:p/all@10")


def test_a_consumer_that_has_seen_nothing_at_all_is_named():
    assert verdict({}, {}) == (
        Verdict.FAULT,
        "2 streams stand still before what was published: places:p/all@0, project:p@0",
    )


@pytest.mark.parametrize("stream", ["places:p/all", "unheard:of"])
def test_what_was_seen_and_never_published_is_a_fault(stream):
    there = {"places:p/all": 12, "project:p": 1} | {stream: 13}
    found = verdict(there, there)
    assert found == (Verdict.FAULT, f"1 streams were seen further than their owner's store knows: {stream}@13")
