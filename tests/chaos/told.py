"""What the answers say happened, put together by the rules of the field; the order in which answers came does not matter."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from tests.chaos.answers import Intent

PRESENT = ("present", "late")
NO_HOURS = Decimal("0.00")


@dataclass(slots=True)
class Application:
    """An application and everything that was accepted about it."""

    form: Mapping[str, Any]
    person: str
    eligible: bool | None = None
    outcome: str | None = None
    accepted: bool = False
    refused: bool = False
    withdrawn: bool = False
    signed_on: date | None = None
    end: Mapping[str, Any] | None = None

    @property
    def group(self) -> tuple[str, str]:
        return self.form["project"], self.form["target_group"]

    @property
    def took_place(self) -> bool:
        return self.outcome == "recruited" or self.accepted

    @property
    def gave_back(self) -> bool:
        """Withdrew from a place, or was interrupted: somebody else may have it."""
        interrupted = self.end is not None and not self.end["along_path"]
        return self.took_place and (self.withdrawn or interrupted)

    @property
    def ended_on(self) -> date | None:
        return date.fromisoformat(self.end["on"]) if self.end else None

    @property
    def priority(self) -> bool:
        return len(set(self.form["premises"])) >= 2

    @property
    def pesel(self) -> str:
        number: str = self.form["person"]["pesel"]
        return number

    @property
    def sex(self) -> str:
        return "male" if int(self.pesel[9]) % 2 else "female"

    @property
    def born(self) -> date:
        """All of them were born in the twentieth century or later; the month tells which."""
        year, month, day = (int(self.pesel[at : at + 2]) for at in (0, 2, 4))
        return date(1900 + year, month, day) if month <= 12 else date(2000 + year, month - 20, day)


@dataclass(slots=True)
class Line:
    """One person on the list of a session: as it was written, and as it was corrected."""

    status: str
    hours: Decimal
    corrected: str | None = None
    corrected_hours: Decimal = NO_HOURS


@dataclass(slots=True)
class Session:
    """A session and its list."""

    activity: str
    on: date
    hours: Decimal
    cancelled: bool = False
    lines: dict[str, Line] = field(default_factory=dict)
    families: tuple[int, int] | None = None
    explained: int = 0


@dataclass(slots=True)
class Activity:
    """An activity, and how often somebody got a place, or the waiting list, by an answer, and gave it up."""

    details: Mapping[str, Any]
    enrolled: Counter[str] = field(default_factory=Counter)
    waiting: Counter[str] = field(default_factory=Counter)
    cancelled: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Expense:
    """A document, its payment, and what was taken off each row."""

    document: Mapping[str, Any]
    paid_on: str | None = None
    taken: list[tuple[int, Decimal]] = field(default_factory=list)

    @property
    def left(self) -> list[Decimal]:
        rows = [Decimal(row["eligible"]) for row in self.document["rows"]]
        for row, amount in self.taken:
            rows[row] -= amount
        return rows


@dataclass(slots=True)
class Told:
    """Everything the accepted answers say."""

    definitions: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    limits: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How often the limit of each group was changed."""
    applications: dict[str, Application] = field(default_factory=dict)
    activities: dict[str, Activity] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)
    budgets: Counter[str] = field(default_factory=Counter)
    suppliers: dict[str, str] = field(default_factory=dict)
    """Tax number by supplier."""
    expenses: dict[str, Expense] = field(default_factory=dict)
    certificates: list[Mapping[str, Any]] = field(default_factory=list)
    jobs: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    """By application: each has one."""
    today: date = date.min

    @classmethod
    def of(cls, accepted: Iterable[Intent]) -> "Told":
        """Those that make things come first, whatever the order of the answers; then those that change them."""
        told, later = cls(), []
        for intent in accepted:
            if (maker := MAKERS.get(intent.operation)) is not None:
                maker(told, intent.inputs, intent.body)
            elif intent.operation in CHANGES:
                later.append(intent)
        for intent in sorted(later, key=lambda one: one.operation == "correct_attendance"):
            CHANGES[intent.operation](told, intent.inputs, intent.body)
        return told


Inputs = Mapping[str, Any]


def _opened(told: Told, said: Inputs, _: Any) -> None:
    told.definitions[said["definition"]["project"]] = said["definition"]


def _applied(told: Told, said: Inputs, answer: Any) -> None:
    told.applications[answer["application_id"]] = Application(said, answer["person_id"])


def _planned(told: Told, said: Inputs, answer: Any) -> None:
    told.activities[answer["activity_id"]] = Activity(said)


def _scheduled(told: Told, said: Inputs, answer: Any) -> None:
    hours = Decimal(said["hours"])
    told.sessions[answer["session_id"]] = Session(said["activity"], date.fromisoformat(said["on"]), hours)


def _supplied(told: Told, said: Inputs, answer: Any) -> None:
    told.suppliers[answer["supplier_id"]] = said["tax_number"]


def _billed(told: Told, said: Inputs, answer: Any) -> None:
    told.expenses[answer["expense_id"]] = Expense(said)


def _a_new_day(told: Told, said: Inputs, _: Any) -> None:
    told.today = max(told.today, date.fromisoformat(said["to"]))


def _budgeted(told: Told, said: Inputs, _: Any) -> None:
    told.budgets[said["project"]] += 1


def _limited(told: Told, said: Inputs, _: Any) -> None:
    told.limits[said["project"], said["target_group"]] += 1


def _assessed(told: Told, said: Inputs, _: Any) -> None:
    told.applications[said["application"]].eligible = said["eligible"]


def _claimed(told: Told, said: Inputs, answer: Any) -> None:
    told.applications[said["application"]].outcome = answer["outcome"]


def _took(told: Told, said: Inputs, _: Any) -> None:
    told.applications[said["application"]].accepted = True


def _let_go(told: Told, said: Inputs, _: Any) -> None:
    told.applications[said["application"]].refused = True


def _withdrew(told: Told, said: Inputs, _: Any) -> None:
    told.applications[said["application"]].withdrawn = True


def _signed(told: Told, said: Inputs, _: Any) -> None:
    told.applications[said["application"]].signed_on = date.fromisoformat(said["signed_on"])


def _ended(told: Told, said: Inputs, _: Any) -> None:
    told.applications[said["application"]].end = said


def _called_off(told: Told, said: Inputs, _: Any) -> None:
    told.sessions[said["session"]].cancelled = True


def _enrolled(told: Told, said: Inputs, answer: Any) -> None:
    activity = told.activities[said["activity"]]
    activity.enrolled.update(answer["enrolled"])
    activity.waiting.update(answer["waiting"])


def _disenrolled(told: Told, said: Inputs, _: Any) -> None:
    told.activities[said["activity"]].cancelled[said["participant"]] += 1


def _listed(told: Told, said: Inputs, _: Any) -> None:
    session = told.sessions[said["session"]]
    for entry in said["entries"]:
        given = Decimal(entry["hours"]) if "hours" in entry else session.hours
        session.lines[entry["participant"]] = Line(entry["status"], given if entry["status"] in PRESENT else NO_HOURS)
    if "families" in said:
        session.families = said["families"]["adults"], said["families"]["children"]
    session.explained += "late_reason" in said


def _corrected(told: Told, said: Inputs, _: Any) -> None:
    session = told.sessions[said["session"]]
    line = session.lines[said["participant"]]
    line.corrected = said["status"]
    line.corrected_hours = session.hours if said["status"] in PRESENT else NO_HOURS


def _certified(told: Told, said: Inputs, _: Any) -> None:
    told.certificates.append(said)


def _employed(told: Told, said: Inputs, _: Any) -> None:
    told.jobs[said["application"]] = said


def _paid(told: Told, said: Inputs, _: Any) -> None:
    told.expenses[said["expense"]].paid_on = said["paid_on"]


def _struck(told: Told, said: Inputs, _: Any) -> None:
    told.expenses[said["expense"]].taken += [(one["row"], Decimal(one["amount"])) for one in said["rows"]]


MAKERS: Mapping[str, Callable[[Told, Inputs, Any], None]] = {
    "open_project": _opened,
    "submit_application": _applied,
    "plan_activity": _planned,
    "schedule_session": _scheduled,
    "register_supplier": _supplied,
    "record_expense": _billed,
    "advance_clock": _a_new_day,
}
CHANGES: Mapping[str, Callable[[Told, Inputs, Any], None]] = {
    "approve_budget": _budgeted,
    "change_group_limit": _limited,
    "assess_application": _assessed,
    "recruit_candidate": _claimed,
    "accept_offer": _took,
    "refuse_offer": _let_go,
    "withdraw_application": _withdrew,
    "sign_contract": _signed,
    "end_participation": _ended,
    "cancel_session": _called_off,
    "enrol": _enrolled,
    "cancel_enrolment": _disenrolled,
    "record_attendance": _listed,
    "correct_attendance": _corrected,
    "issue_certificate": _certified,
    "confirm_employment": _employed,
    "pay_expense": _paid,
    "declare_ineligible": _struck,
}
