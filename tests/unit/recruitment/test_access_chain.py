"""The chain of the access log: whatever is done to it without the key, the first entry at fault is named."""

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest

from services.recruitment.domain.access_log import (
    ACCESS_LOG,
    BEGINNING,
    AccessLogAnchored,
    Damage,
    Entry,
    Fault,
    Link,
    Written,
    anchor,
    fault_at_end,
    first_fault,
    hash_of,
)
from shared.testing.given import given

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
ANNA, MAREK, WORKER, REQUEST = (UUID(int=number) for number in range(1, 5))
NOON = datetime(2021, 3, 1, 12, tzinfo=UTC)


def keyed(content: bytes, key: bytes = KEY) -> bytes:
    return hmac.new(key, content, hashlib.sha256).digest()


def entry(n: int) -> Entry:
    return Entry(
        n, NOON, WORKER, "MOPS", ["trainer"], [ANNA], ["family_name"], "attendance_sheet", "bridge", "gateway", REQUEST
    )


@dataclass
class Log:
    """A log of five entries that lies open to whoever has the database."""

    rows: list[Written] = field(default_factory=list)
    anchors: dict[int, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for n in range(1, 6):
            self.rows.append(written(entry(n), self.head.hash))
        self.head_row = self.head

    @property
    def head(self) -> Link:
        return Link(self.rows[-1].entry.n, self.rows[-1].hash) if self.rows else BEGINNING

    def anchored(self) -> "Log":
        self.anchors = {self.head.n: self.head.hash}
        return self

    def fault(self) -> Fault | None:
        rows = sorted(self.rows, key=lambda one: one.entry.n)
        return first_fault(rows, BEGINNING, self.head_row, self.anchors, keyed) or fault_at_end(
            Link(rows[-1].entry.n, rows[-1].hash) if rows else BEGINNING, self.head_row, self.anchors
        )


def written(one: Entry, previous: bytes, key: bytes = KEY) -> Written:
    return Written(one, previous, hash_of(one, previous, lambda content: keyed(content, key)))


def test_an_untouched_log_has_no_fault() -> None:
    assert Log().fault() is None
    assert Log().anchored().fault() is None


CHANGED = {
    "read_at": NOON + timedelta(microseconds=1),
    "actor": ANNA,
    "organisation": "OIS",
    "roles": ["trainer", "admin"],
    "people": [MAREK],
    "fields": [],
    "purpose": "casework",
    "project": None,
    "origin": "finance",
    "correlation": ANNA,
}


def test_an_entry_about_nobody_is_one_like_another_and_cannot_be_given_to_somebody() -> None:
    log = Log()
    log.rows.append(written(entry(6)._replace(people=[], fields=["pesel"]), log.head.hash))
    log.head_row = log.head
    assert log.fault() is None
    log.rows[5] = log.rows[5]._replace(entry=log.rows[5].entry._replace(people=[ANNA]))
    assert log.fault() == (6, Damage.CHANGED)


def test_every_column_can_be_changed_below() -> None:
    assert CHANGED.keys() == set(Entry._fields) - {"n"}


@pytest.mark.parametrize("column", CHANGED)
def test_an_entry_with_one_changed_column_is_found(column: str) -> None:
    log = Log()
    log.rows[2] = log.rows[2]._replace(entry=log.rows[2].entry._replace(**{column: CHANGED[column]}))
    assert log.fault() == (3, Damage.CHANGED)


@pytest.mark.parametrize("column", ["previous", "hash"])
def test_an_entry_with_a_changed_hash_is_found(column: str) -> None:
    log = Log()
    log.rows[2] = log.rows[2]._replace(**{column: bytes(32)})
    assert log.fault() == (3, Damage.CHANGED)


def test_an_entry_rewritten_with_another_key_is_found() -> None:
    log = Log()
    log.rows[2] = written(entry(3)._replace(people=[MAREK]), log.rows[1].hash, OTHER_KEY)
    assert log.fault() == (3, Damage.CHANGED)


def test_an_entry_that_is_gone_is_missed_also_the_first_one() -> None:
    for place in (0, 2):
        log = Log()
        del log.rows[place]
        assert log.fault() == (place + 1, Damage.MISSING)


def test_an_entry_that_is_gone_is_found_when_the_later_ones_were_moved_up() -> None:
    log = Log()
    del log.rows[2]
    log.rows[2:] = [row._replace(entry=row.entry._replace(n=row.entry.n - 1)) for row in log.rows[2:]]
    assert log.fault() == (3, Damage.CHANGED)


def test_two_entries_that_changed_places_are_found() -> None:
    log = Log()
    second, third = log.rows[1], log.rows[2]
    log.rows[1] = third._replace(entry=third.entry._replace(n=2))
    log.rows[2] = second._replace(entry=second.entry._replace(n=3))
    assert log.fault() == (2, Damage.CHANGED)


@pytest.mark.parametrize("n", [0, -7, 6])
def test_an_entry_that_somebody_added_is_found(n: int) -> None:
    log = Log()
    log.rows.append(written(entry(n), log.head.hash, OTHER_KEY))
    assert log.fault() == (n, Damage.INSERTED)


def test_an_entry_of_another_course_of_events_is_found() -> None:
    """An old backup may hold an entry 3 that was made with the right key, but followed another second one."""
    log = Log()
    log.rows[2] = written(entry(3), keyed(b"another second entry"))
    assert log.fault() == (3, Damage.REPLACED)


def test_a_cut_end_is_missed_by_the_head() -> None:
    log = Log()
    del log.rows[3:]
    assert log.fault() == (4, Damage.MISSING)


def test_a_cut_end_with_the_head_set_back_is_missed_by_the_last_anchor() -> None:
    log = Log().anchored()
    del log.rows[3:]
    log.head_row = log.head
    assert log.fault() == (4, Damage.MISSING)


def test_everything_gone_is_missed_by_the_last_anchor() -> None:
    log = Log().anchored()
    log.rows, log.head_row = [], BEGINNING
    assert log.fault() == (1, Damage.MISSING)


def test_a_cut_end_that_was_written_over_is_found_by_the_anchor() -> None:
    """Who cuts the log lets the system itself log other reads in the place of those that were cut off."""
    log = Log().anchored()
    del log.rows[3:]
    for n in (4, 5, 6):
        log.rows.append(written(entry(n)._replace(people=[MAREK]), log.head.hash))
    log.head_row = log.head
    assert log.fault() == (5, Damage.REPLACED)


def test_a_head_that_names_another_entry_is_found() -> None:
    log = Log()
    log.head_row = Link(4, log.rows[3].hash)
    assert log.fault() == (5, Damage.HEAD_MOVED)


def test_the_time_zone_in_which_a_time_is_read_back_changes_nothing() -> None:
    warsaw = entry(1)._replace(read_at=NOON.astimezone(timezone(timedelta(hours=1))))
    assert hash_of(warsaw, bytes(32), keyed) == hash_of(entry(1), bytes(32), keyed)


def test_an_anchor_says_how_long_the_log_is_and_what_it_ends_with() -> None:
    anchored = AccessLogAnchored(log="people", last=412, digest="ab" * 32)
    given(ACCESS_LOG).when(anchor, Link(412, b"\xab" * 32)).then(anchored)
    given(ACCESS_LOG, anchored).when(anchor, Link(412, b"\xab" * 32)).then()
    given(ACCESS_LOG).when(anchor, BEGINNING).then()
