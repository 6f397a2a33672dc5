"""The short form of the chaos suite: every kind of fault once; and the judge, shown spoiled evidence, names what is wrong."""

import logging
from copy import deepcopy

import pytest

from tests.chaos.answers import Intent
from tests.chaos.evidence import Evidence
from tests.chaos.faults import Kind as FaultKind
from tests.chaos.judge import OWNER_OF, Finding, Kind, is_garbage, judge
from tests.chaos.run import Options, Outcome, run

SEED = 20
each = pytest.mark.parametrize


@pytest.fixture(scope="module")
async def over(tmp_path_factory) -> Outcome:
    """A run that is over."""
    place = tmp_path_factory.mktemp("chaos")
    place.chmod(0o755)
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # hundreds of lines while a broker is away
    return await run(Options(SEED, len(FaultKind), place, overlap=0.8, calm=0.5, day=4, warm_up=40))


def test_under_every_kind_of_fault_nothing_is_lost_doubled_or_out_of_order(over: Outcome):
    assert over.report.findings == []
    assert over.report.figures["never answered"] == 0
    assert "500" not in over.report.figures["instead of an answer"]
    assert {name: kind["count"] for name, kind in over.report.figures["by kind"].items()} == dict.fromkeys(FaultKind, 1)


def test_there_was_something_to_lose(over: Outcome):
    accepted = over.report.figures["accepted by operation"]
    assert {"recruit_candidate", "sign_contract", "enrol", "record_attendance", "record_expense"} <= accepted.keys()
    assert over.report.figures["accepted"] > 100
    assert over.report.figures["duplicates on the topics"] > 0
    assert sum(map(len, over.evidence.parked.values())) > 0, "garbage was parked"


@pytest.fixture
def evidence(over: Outcome) -> Evidence:
    """A copy that may be spoiled."""
    return deepcopy(over.evidence)


def found(over: Outcome, evidence: Evidence, without: Intent | None = None) -> list[Finding]:
    return judge([one for one in over.intents if one is not without], evidence).findings


def named(findings: list[Finding], kind: Kind, where: str, what: str = "") -> bool:
    return any(one.kind is kind and one.where == where and what in one.what for one in findings)


def test_an_event_that_is_not_on_its_topic_is_named(over: Outcome, evidence: Evidence):
    topic = evidence.topics["recruitment"]
    gone = next(copy.header("ce_id") for copy in topic if not is_garbage(copy))
    stream = next(copy.header("ce_subject") for copy in topic if copy.header("ce_id") == gone)
    evidence.topics["recruitment"] = [copy for copy in topic if copy.header("ce_id") != gone]
    assert named(found(over, evidence), Kind.LOST, "topic of recruitment", stream)


def test_two_first_copies_that_changed_places_are_named(over: Outcome, evidence: Evidence):
    topic = evidence.topics["recruitment"]
    second = next(at for at, copy in enumerate(topic) if copy.header("ce_sequence") == f"{2:012d}")
    stream = topic[second].header("ce_subject")
    first = next(at for at, copy in enumerate(topic) if copy.header("ce_subject") == stream)
    topic[first], topic[second] = topic[second], topic[first]
    assert named(found(over, evidence), Kind.DISORDER, "topic of recruitment", f"{stream}@2 came after 0")


def test_other_bytes_than_those_of_the_store_are_named(over: Outcome, evidence: Evidence):
    copy = next(copy for copy in evidence.topics["activities"] if not is_garbage(copy))
    copy.value = (copy.value or b"") + b" "
    assert named(found(over, evidence), Kind.WRONG, "topic of activities", "stands there otherwise")


@each("table", ["reporting.participation_fact", "activities.known_participant", "finance.bookings", "recruitment.reserve"])
def test_a_row_too_many_is_named(over: Outcome, evidence: Evidence, table: str):
    rows = evidence.tables[table]
    rows[next(iter(rows), ("nobody",))] += 1
    assert named(found(over, evidence), Kind.DOUBLED, table)


@each("table", ["recruitment.application_card", "activities.attendance", "notifications.notification", "finance.grants"])
def test_a_row_too_few_is_named(over: Outcome, evidence: Evidence, table: str):
    rows = evidence.tables[table]
    rows[next(iter(rows))] -= 1
    assert named(found(over, evidence), Kind.LOST, table)


def test_an_accepted_answer_whose_event_is_gone_is_named(over: Outcome, evidence: Evidence):
    intent = next(one for one in over.intents if one.accepted and one.operation == "pay_expense")
    kept = [one for one in evidence.events["finance"] if one.correlation != str(intent.correlation)]
    evidence.events["finance"] = kept
    findings = found(over, evidence)
    assert named(findings, Kind.LOST, f"finance pay_expense {intent.key}", "left no event")
    assert named(findings, Kind.LOST, "store of finance", "ExpensePaid")


def test_an_effect_that_no_answer_speaks_of_is_named(over: Outcome, evidence: Evidence):
    intent = next(one for one in over.intents if one.accepted and one.operation == "schedule_session")
    session = intent.body["session_id"]
    used = [one for one in over.intents if one.inputs.get("session") == session]
    findings = judge([one for one in over.intents if one is not intent and one not in used], evidence).findings
    assert named(findings, Kind.DOUBLED, "store of activities", f"SessionScheduled of session:{session}")
    assert named(findings, Kind.DOUBLED, "activities.session_card", session)


def test_a_refused_command_that_left_an_event_is_named(over: Outcome, evidence: Evidence):
    intent = next(one for one in over.intents if not one.accepted and OWNER_OF.get(one.operation) == "recruitment")
    event = next(one for one in evidence.events["recruitment"] if one.name == "ApplicationSubmitted")
    event.correlation = str(intent.correlation)
    findings = found(over, evidence)
    assert named(findings, Kind.DOUBLED, f"recruitment {intent.operation} {intent.key}", "left 1 events")


def test_a_place_that_was_not_free_is_named(over: Outcome, evidence: Evidence):
    taken = next(one for one in evidence.events["recruitment"] if one.name == "ParticipantRecruited")
    for event in evidence.events["recruitment"]:
        if event.stream == taken.stream and "limit" in event.data:
            event.data = event.data | {"limit": 0}
    assert named(found(over, evidence), Kind.WRONG, "rules", f"{taken.stream}@{taken.version} ParticipantRecruited")


def test_a_parked_record_that_is_not_our_garbage_is_named(over: Outcome, evidence: Evidence):
    row = next(row for rows in evidence.parked.values() for row in rows)
    row.key = b"p-1"
    assert named(found(over, evidence), Kind.WRONG, f"parked by {row.consumer}")
