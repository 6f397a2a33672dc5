"""The judge: holds stores, topics and read models against the fold of the answers, and names whatever differs."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tests.chaos.answers import Intent
from tests.chaos.evidence import READERS, Copy, Evidence, Kept, Stored
from tests.chaos.fold import SOME_NOTIFICATION, Expected, participations
from tests.chaos.fold_activities import activities
from tests.chaos.fold_finance import finance
from tests.chaos.fold_readers import notifications, reporting
from tests.chaos.fold_recruitment import recruitment, statuses
from tests.chaos.installation import PREFIX
from tests.chaos.raced import Raced, replay
from tests.chaos.records import GARBAGE, UNREADABLE
from tests.chaos.told import Told

OWNER_OF = {
    "open_project": "recruitment",
    "submit_application": "recruitment",
    "assess_application": "recruitment",
    "recruit_candidate": "recruitment",
    "accept_offer": "recruitment",
    "refuse_offer": "recruitment",
    "withdraw_application": "recruitment",
    "sign_contract": "recruitment",
    "end_participation": "recruitment",
    "change_group_limit": "recruitment",
    "plan_activity": "activities",
    "schedule_session": "activities",
    "cancel_session": "activities",
    "enrol": "activities",
    "cancel_enrolment": "activities",
    "record_attendance": "activities",
    "correct_attendance": "activities",
    "issue_certificate": "activities",
    "confirm_employment": "recruitment",
    "approve_budget": "finance",
    "register_supplier": "finance",
    "record_expense": "finance",
    "pay_expense": "finance",
    "declare_ineligible": "finance",
}
"""Which service a command changes; what is not here (the clock) changes no store."""


class Kind(StrEnum):
    """What is wrong."""

    LOST = "lost"
    DOUBLED = "doubled"
    DISORDER = "out of order"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that must not be."""

    kind: Kind
    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.where}: {self.what}"


@dataclass(slots=True)
class Verdict:
    """All findings, and the records that came more than once, which is allowed."""

    findings: list[Finding]
    duplicates: int
    told: Told
    raced: Raced

    def count(self, kind: Kind) -> int:
        return sum(one.kind is kind for one in self.findings)


def judge(intents: Iterable[Intent], evidence: Evidence) -> Verdict:
    """Hold everything against the answers."""
    intents = list(intents)
    told = Told.of(one for one in intents if one.accepted)
    raced = replay(told, evidence.events)
    expected = expectation(told, raced)
    findings = [
        *(Finding(Kind.WRONG, "rules", text) for text in (*raced.wrong, *expected.wrong)),
        *_commands(intents, evidence),
        *_events(expected, evidence),
        *_numbers(evidence),
        *_topics(evidence),
        *_tables(expected, evidence),
        *_parked(evidence),
    ]
    return Verdict(findings, _duplicates(evidence), told, raced)


def expectation(told: Told, raced: Raced) -> Expected:
    """What must be there."""
    out = Expected()
    taking_part = participations(told)
    recruitment(told, raced, taking_part, out)
    statuses(told, raced, taking_part, out)
    activities(told, raced, out)
    finance(told, out)
    notifications(told, raced, out)
    reporting(told, raced, out)
    return out


def _commands(intents: list[Intent], evidence: Evidence) -> Iterator[Finding]:
    """Each accepted command is kept once, with the answer that was given; a refused one left nothing but itself."""
    kept = {service: _by_key(found) for service, found in evidence.commands.items()}
    made = {service: Counter(one.correlation for one in found if _is_staffs(one)) for service, found in evidence.events.items()}
    for intent in intents:
        if (service := OWNER_OF.get(intent.operation)) is not None:
            answers, events = kept[service].get(intent.key, []), made[service].pop(str(intent.correlation), 0)
            yield from _command(f"{service} {intent.operation} {intent.key}", intent, answers, events)
    for service, left in made.items():
        for correlation, events in left.items():
            yield Finding(Kind.DOUBLED, service, f"{events} events of a command nobody sent ({correlation})")


def _command(where: str, intent: Intent, answers: list[Any], events: int) -> Iterator[Finding]:
    """`answers`: as they are kept under its key; `events`: how many it made."""
    if len(answers) > 1:
        yield Finding(Kind.DOUBLED, where, f"the command is kept {len(answers)} times")
    if not intent.accepted:
        yield from _refused(where, intent, answers, events)
    elif not answers or "ok" not in answers[0]:
        yield Finding(Kind.LOST, where, "the accepted command is not kept")
    elif answers[0]["ok"] != intent.body:
        yield Finding(Kind.WRONG, where, "the answer kept is not the one that was given")
    if intent.accepted and not events and intent.operation != "register_supplier":
        yield Finding(Kind.LOST, where, "the accepted command left no event")


def _refused(where: str, intent: Intent, answers: list[Any], events: int) -> Iterator[Finding]:
    """A refusal may be kept as such; what the input alone forbids is not kept at all."""
    if events:
        yield Finding(Kind.DOUBLED, where, f"refused ({intent.code}), but left {events} events")
    if answers and answers[0].get("refused", {}).get("code") != intent.code:
        yield Finding(Kind.WRONG, where, f"refused as {intent.code}, but kept otherwise")


def _by_key(found: list[Kept]) -> dict[str, list[Any]]:
    """The answers that are kept, by key; keys of a run are of one account each."""
    answers: dict[str, list[Any]] = {}
    for one in found:
        answers.setdefault(one.key, []).append(one.answer)
    return answers


def _is_staffs(event: Stored) -> bool:
    return event.actor != SYSTEM


SYSTEM = "e7980cdc-cd17-5749-938c-e2e844e512f6"
"""The actor of timers and reactions: uuid5 of "system" in our namespace."""


def _events(expected: Expected, evidence: Evidence) -> Iterator[Finding]:
    """Facts by stream and name. Reminders are planned in as many steps as the timer took."""
    found: Counter[tuple[str, str, str]] = Counter()
    for service, events in evidence.events.items():
        for event in events:
            stream = SOME_NOTIFICATION if event.stream.startswith("notification:") else event.stream
            if event.name != "SessionReminded":
                found[service, stream, event.name] += 1
    for (service, stream, name), times in (expected.events - found).items():
        yield Finding(Kind.LOST, f"store of {service}", f"{name} of {stream}, {times} times")
    for (service, stream, name), times in (found - expected.events).items():
        yield Finding(Kind.DOUBLED, f"store of {service}", f"{name} of {stream}, {times} times more than answers say")


def _numbers(evidence: Evidence) -> Iterator[Finding]:
    """Versions and sequences are dense, no id stands twice, nothing waits to be sent, the heads say the same."""
    ids: Counter[str] = Counter()
    for service, events in evidence.events.items():
        heads: dict[str, tuple[int, int]] = {}
        for event in events:
            ids[event.event_id] += 1
            version, sequence = heads.get(event.stream, (0, 0))
            published = event.message is not None
            if event.version != version + 1 or event.sequence != (sequence + 1 if published else 0):
                yield Finding(Kind.DISORDER, f"store of {service}", f"{event.stream}@{event.version}: numbers are not dense")
            heads[event.stream] = event.version, sequence + published
        if heads != {stream: numbers for stream, numbers in evidence.heads[service].items() if numbers[0]}:
            yield Finding(Kind.WRONG, f"store of {service}", "heads differ from events")
        if evidence.unsent[service]:
            yield Finding(Kind.LOST, f"outbox of {service}", f"{evidence.unsent[service]} events were never sent")
    for event_id, times in ids.items():
        if times > 1:
            yield Finding(Kind.DOUBLED, "stores", f"event id {event_id}, {times} times")


def _topics(evidence: Evidence) -> Iterator[Finding]:
    """Every published event stands on the topic as it was written, first copies of each stream in order, in one place."""
    for service, events in evidence.events.items():
        first = first_copies(evidence.topics[service])
        where = f"topic of {service}"
        for event in events:
            if event.message is None:
                continue
            copy = first.pop(event.event_id, None)
            if copy is None:
                yield Finding(Kind.LOST, where, f"{event.name} {event.stream}@{event.sequence}")
            elif not _is_copy(copy, event):
                yield Finding(Kind.WRONG, where, f"{event.stream}@{event.sequence} stands there otherwise")
        for event_id, copy in first.items():
            yield Finding(Kind.DOUBLED, where, f"event {event_id} at {copy.partition}/{copy.offset} is in no store")
        yield from _order(where, evidence.topics[service])


def first_copies(copies: Iterable[Copy]) -> dict[str, Copy]:
    """The first record of each event id; our own garbage apart."""
    first: dict[str, Copy] = {}
    for copy in copies:
        if not is_garbage(copy):
            first.setdefault(copy.header("ce_id"), copy)
    return first


def is_garbage(copy: Copy) -> bool:
    return copy.key is not None and copy.key.startswith(GARBAGE)


def _is_copy(copy: Copy, event: Stored) -> bool:
    headers = copy.header("ce_subject"), copy.header("ce_sequence"), copy.header("ce_type").partition(".")[0]
    key = (event.key or "").encode()
    return (copy.value, copy.key, *headers) == (event.message, key, event.stream, f"{event.sequence:012d}", event.name)


def _order(where: str, copies: list[Copy]) -> Iterator[Finding]:
    reached: dict[str, int] = {}
    places: dict[str, int] = {}
    for copy in first_copies(copies).values():
        stream, sequence = copy.header("ce_subject"), int(copy.header("ce_sequence") or 0)
        if sequence != reached.get(stream, 0) + 1:
            yield Finding(Kind.DISORDER, where, f"{stream}@{sequence} came after {reached.get(stream, 0)}")
        reached[stream] = sequence
        if places.setdefault(stream, copy.partition) != copy.partition:
            yield Finding(Kind.DISORDER, where, f"{stream} stands in two partitions")


def _duplicates(evidence: Evidence) -> int:
    """Records beyond the first of each event."""
    all_of_them = [copy for copies in evidence.topics.values() for copy in copies if not is_garbage(copy)]
    return len(all_of_them) - len({copy.header("ce_id") for copy in all_of_them})


def _tables(expected: Expected, evidence: Evidence) -> Iterator[Finding]:
    for name, found in evidence.tables.items():
        wanted = expected.tables.get(name, Counter())
        for row, times in (wanted - found).items():
            yield Finding(Kind.LOST, name, f"{times} × {' | '.join(row)}")
        for row, times in (found - wanted).items():
            yield Finding(Kind.DOUBLED, name, f"{times} × {' | '.join(row)}")


def _parked(evidence: Evidence) -> Iterator[Finding]:
    """Only our garbage is parked; what no consumer can read is parked by each of them, once."""
    found = Counter((row.consumer, row.topic, row.partition, row.offset) for rows in evidence.parked.values() for row in rows)
    for rows in evidence.parked.values():
        for row in rows:
            if row.key is None or not row.key.startswith(GARBAGE):
                where = f"{row.topic}/{row.partition}@{row.offset}"
                yield Finding(Kind.WRONG, f"parked by {row.consumer}", f"{row.reason}: {where}")
    for service, copies in evidence.topics.items():
        for copy in filter(is_unreadable, copies):
            for consumer in (f"{PREFIX}.{name}" for name, topics in READERS.items() if service in topics):
                place = consumer, f"{PREFIX}.{service}.v1", copy.partition, copy.offset
                if found[place] != 1:
                    yield Finding(Kind.WRONG, f"parked by {consumer}", f"garbage of {service}, {found[place]} times")


def is_unreadable(copy: Copy) -> bool:
    return is_garbage(copy) and any(shape.__name__ in str(copy.key) for shape in UNREADABLE)
