"""What accepted answers say, and nothing else: clients decide by it, whatever the services may have heard meanwhile."""

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tests.chaos.answers import Intent

BEGIN = date(2021, 3, 1)
"""The business date on which a run begins."""


def temper(application: str) -> int:
    """0 to 9, fixed for an application: what its person is like. Keeps commands whose order decides from racing."""
    return zlib.crc32(application.encode()) % 10


def signs_no_contract(application: str) -> bool:
    """Comes to sessions all the same: each presence must end among what needs attention."""
    return temper(application) == 0


def may_withdraw(application: str) -> bool:
    """Is never recorded as present."""
    return temper(application) in (1, 2)


def may_end(application: str) -> bool:
    """Is never corrected."""
    return temper(application) in (3, 4)


@dataclass(slots=True)
class Applicant:
    """An application as answers tell of it."""

    application: str
    project: str
    group: str
    assessed: bool = False
    claimed: bool = False
    waits: bool = False
    holds: bool = False
    contract: bool = False
    left: bool = False
    ended: bool = False


@dataclass(slots=True)
class Meeting:
    """A session: its day, who is on its list with which status, and whether it was called off."""

    session: str
    activity: str
    on: date
    listed: dict[str, str] = field(default_factory=dict)
    cancelled: bool = False


@dataclass(slots=True)
class Offered:
    """An activity and who has a place in it."""

    activity: str
    project: str
    families: bool
    enrolled: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)
    """Everybody who was ever enrolled or waited."""


@dataclass(slots=True)
class Bill:
    """A document: its rows' amounts, and whether it is paid."""

    expense: str
    project: str
    rows: list[str]
    paid: bool = False
    struck: bool = False


@dataclass(slots=True)
class Knowledge:
    """The sum of all accepted answers, shared by the clients: they work in one office."""

    today: date = BEGIN
    projects: dict[str, list[str]] = field(default_factory=dict)
    """Target groups by project."""
    budgets: set[str] = field(default_factory=set)
    people: list[dict[str, str]] = field(default_factory=list)
    applicants: dict[str, Applicant] = field(default_factory=dict)
    activities: dict[str, Offered] = field(default_factory=dict)
    meetings: dict[str, Meeting] = field(default_factory=dict)
    suppliers: list[str] = field(default_factory=list)
    bills: dict[str, Bill] = field(default_factory=dict)
    corrected: set[tuple[str, str]] = field(default_factory=set)
    """Lines somebody has set out to correct: each is corrected once, so the last word on it is certain."""

    def learn(self, intent: Intent) -> None:
        """Take an accepted answer in."""
        if (lesson := LESSONS.get(intent.operation)) is not None:
            lesson(self, intent.inputs, intent.body)


Inputs = Mapping[str, Any]


def _opened(known: Knowledge, said: Inputs, _: Any) -> None:
    definition = said["definition"]
    if not definition["project"].startswith("probe"):
        known.projects[definition["project"]] = [group["code"] for group in definition["target_groups"]]


def _budgeted(known: Knowledge, said: Inputs, _: Any) -> None:
    known.budgets.add(said["project"])


def _applied(known: Knowledge, said: Inputs, answer: Any) -> None:
    one = Applicant(answer["application_id"], said["project"], said["target_group"])
    known.applicants[one.application] = one
    known.people.append(said["person"])


def _assessed(known: Knowledge, said: Inputs, _: Any) -> None:
    one = known.applicants[said["application"]]
    one.assessed, one.left = True, one.left or not said["eligible"]


def _claimed(known: Knowledge, said: Inputs, answer: Any) -> None:
    one = known.applicants[said["application"]]
    one.claimed = True
    one.waits, one.holds = answer["outcome"] == "reserve_list", answer["outcome"] == "recruited"


def _took(known: Knowledge, said: Inputs, _: Any) -> None:
    one = known.applicants[said["application"]]
    one.waits, one.holds = False, True


def _left(known: Knowledge, said: Inputs, _: Any) -> None:
    one = known.applicants[said["application"]]
    one.waits, one.holds, one.left = False, False, True


def _ended(known: Knowledge, said: Inputs, answer: Any) -> None:
    _left(known, said, answer)
    known.applicants[said["application"]].ended = True


def _signed(known: Knowledge, said: Inputs, _: Any) -> None:
    known.applicants[said["application"]].contract = True


def _planned(known: Knowledge, said: Inputs, answer: Any) -> None:
    known.activities[answer["activity_id"]] = Offered(answer["activity_id"], said["project"], said["families"])


def _scheduled(known: Knowledge, said: Inputs, answer: Any) -> None:
    one = Meeting(answer["session_id"], said["activity"], date.fromisoformat(said["on"]))
    known.meetings[one.session] = one


def _called_off(known: Knowledge, said: Inputs, _: Any) -> None:
    known.meetings[said["session"]].cancelled = True


def _enrolled(known: Knowledge, said: Inputs, answer: Any) -> None:
    one = known.activities[said["activity"]]
    one.enrolled.update(answer["enrolled"])
    one.seen.update(answer["enrolled"], answer["waiting"])


def _disenrolled(known: Knowledge, said: Inputs, _: Any) -> None:
    known.activities[said["activity"]].enrolled.discard(said["participant"])


def _listed(known: Knowledge, said: Inputs, _: Any) -> None:
    for line in said["entries"]:
        known.meetings[said["session"]].listed[line["participant"]] = line["status"]


def _supplied(known: Knowledge, _: Inputs, answer: Any) -> None:
    if answer["supplier_id"] not in known.suppliers:
        known.suppliers.append(answer["supplier_id"])


def _billed(known: Knowledge, said: Inputs, answer: Any) -> None:
    rows = [row["eligible"] for row in said["rows"]]
    known.bills[answer["expense_id"]] = Bill(answer["expense_id"], said["project"], rows)


def _paid(known: Knowledge, said: Inputs, _: Any) -> None:
    known.bills[said["expense"]].paid = True


def _struck(known: Knowledge, said: Inputs, _: Any) -> None:
    known.bills[said["expense"]].struck = True


def _a_new_day(known: Knowledge, said: Inputs, _: Any) -> None:
    known.today = max(known.today, date.fromisoformat(said["to"]))


LESSONS: Mapping[str, Callable[[Knowledge, Inputs, Any], None]] = {
    "open_project": _opened,
    "approve_budget": _budgeted,
    "submit_application": _applied,
    "assess_application": _assessed,
    "recruit_candidate": _claimed,
    "accept_offer": _took,
    "refuse_offer": _left,
    "withdraw_application": _left,
    "end_participation": _ended,
    "sign_contract": _signed,
    "plan_activity": _planned,
    "schedule_session": _scheduled,
    "cancel_session": _called_off,
    "enrol": _enrolled,
    "cancel_enrolment": _disenrolled,
    "record_attendance": _listed,
    "register_supplier": _supplied,
    "record_expense": _billed,
    "pay_expense": _paid,
    "declare_ineligible": _struck,
    "advance_clock": _a_new_day,
}
