"""Which command comes next: drawn at random from what accepted answers make possible, and sometimes from what they forbid."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from itertools import count
from random import Random
from typing import Any, TypeVar

from tests.chaos import deciding_money as money
from tests.chaos import deciding_results as results
from tests.chaos import words
from tests.chaos.answers import COORDINATOR, TRAINER, WORKER, Wish
from tests.chaos.knowledge import Applicant, Knowledge, Meeting, may_end, may_withdraw, signs_no_contract

AT_FIRST, GROUPS, COMMANDS_A_PROJECT = 2, ("residents", "carers"), 350
T = TypeVar("T")
Draw = Callable[["Clerk"], Wish | None]


class Clerk:
    """One client's choices: `known` is shared, `rng` its own."""

    numbers = count()
    """Of people and documents: unique among all clients of a run."""

    def __init__(self, known: Knowledge, rng: Random, name: str) -> None:
        self.known = known
        self.rng = rng
        self.name = name
        self._made = 0

    def next(self) -> Wish:
        """A wish; draws again until one is possible. The first of all opens a project."""
        self._made += 1
        while True:
            draw = self.rng.choices(list(WEIGHTS), weights=list(WEIGHTS.values()))[0]
            wish = draw(self) if self.known.projects else open_project(self)
            if wish is not None:
                return wish

    def one_of(self, things: list[T]) -> T | None:
        """One of these, the newer ones more often: a run of hours must not spread over everything there ever was."""
        recent = things[-60:]
        return self.rng.choice(recent) if recent else None

    def a_project(self) -> str:
        return self.rng.choice(list(self.known.projects)[-3:])

    def applicant(self, fits: Callable[[Applicant], bool]) -> str | None:
        recent = list(self.known.applicants.values())[-250:]
        found = self.one_of([one for one in recent if not one.left and fits(one)])
        return found.application if found else None

    def meeting(self, fits: Callable[[Meeting], bool]) -> Meeting | None:
        recent = list(self.known.meetings.values())[-120:]
        return self.one_of([one for one in recent if not one.cancelled and fits(one)])


def open_project(clerk: Clerk) -> Wish | None:
    known = clerk.known
    if len(known.projects) >= AT_FIRST + len(known.applicants) // 60:
        return None
    code = f"p-{clerk.name}-{next(Clerk.numbers)}"
    limits = {group: clerk.rng.randrange(6, 16) for group in GROUPS}
    return Wish(COORDINATOR, "open_project", {"definition": words.project(code, limits)})


def submit_application(clerk: Clerk) -> Wish:
    """Of somebody new, or of somebody who applied before: in another project, or twice in one."""
    again = clerk.known.people and clerk.rng.random() < 0.1
    who = clerk.rng.choice(clerk.known.people) if again else words.person(clerk.rng, next(Clerk.numbers))
    group = clerk.rng.choice(GROUPS)
    form = words.application(clerk.rng, clerk.a_project(), group, who, clerk.known.today)
    return Wish(WORKER, "submit_application", form)


def assess_application(clerk: Clerk) -> Wish | None:
    eligible = clerk.rng.random() < 0.93
    reasons = [] if eligible else ["age"]
    return _of(clerk, "assess_application", lambda one: not one.assessed, eligible=eligible, reasons=reasons)


def recruit_candidate(clerk: Clerk) -> Wish | None:
    return _of(clerk, "recruit_candidate", lambda one: one.assessed and not one.claimed)


def too_early(clerk: Clerk) -> Wish | None:
    """A place for somebody who was not assessed, as far as is known: mostly refused."""
    return _of(clerk, "recruit_candidate", lambda one: not one.assessed)


def accept_offer(clerk: Clerk) -> Wish | None:
    return _of(clerk, "accept_offer", lambda one: one.waits)


def refuse_offer(clerk: Clerk) -> Wish | None:
    return _of(clerk, "refuse_offer", lambda one: one.waits)


def withdraw_application(clerk: Clerk) -> Wish | None:
    reason = clerk.rng.choice(("resigned", "moved", "illness"))
    return _of(clerk, "withdraw_application", lambda one: may_withdraw(one.application), reason=reason)


def sign_contract(clerk: Clerk) -> Wish | None:
    def fits(one: Applicant) -> bool:
        return one.holds and not one.contract and not signs_no_contract(one.application)

    return _of(clerk, "sign_contract", fits, signed_on=clerk.known.today.isoformat())


def end_participation(clerk: Clerk) -> Wish | None:
    """Completed, or interrupted: then the place goes to the list."""
    completed = clerk.rng.random() < 0.4
    reason = "path_completed" if completed else clerk.rng.choice(("moved", "illness", "no_motivation"))
    facts = {"on": clerk.known.today.isoformat(), "reason": reason, "along_path": completed}
    return _of(clerk, "end_participation", lambda one: one.contract and may_end(one.application), **facts)


def change_group_limit(clerk: Clerk) -> Wish:
    limit = clerk.rng.randrange(4, 22)
    inputs = {"project": clerk.a_project(), "target_group": clerk.rng.choice(GROUPS), "limit": limit, "reason": "aneks"}
    return Wish(COORDINATOR, "change_group_limit", inputs)


def plan_activity(clerk: Clerk) -> Wish:
    return Wish(COORDINATOR, "plan_activity", words.activity(clerk.rng, clerk.a_project()))


def schedule_session(clerk: Clerk) -> Wish | None:
    """On one of the last or the coming days: who is enrolled is to be reminded of the latter."""
    if (activity := clerk.one_of(list(clerk.known.activities))) is None:
        return None
    on = clerk.known.today + timedelta(days=clerk.rng.randrange(-2, 4))
    hours = clerk.rng.choice(("1.00", "2.50", "4.00"))
    return Wish(TRAINER, "schedule_session", {"activity": activity, "on": on.isoformat(), "hours": hours})


def cancel_session(clerk: Clerk) -> Wish | None:
    found = clerk.meeting(lambda one: not one.listed)
    return Wish(TRAINER, "cancel_session", {"session": found.session, "reason": "choroba trenera"}) if found else None


def enrol(clerk: Clerk) -> Wish | None:
    if (activity := clerk.one_of(list(clerk.known.activities.values()))) is None:
        return None
    fits = [
        one.application
        for one in clerk.known.applicants.values()
        if one.project == activity.project and one.holds and one.application not in activity.seen
    ]
    people = clerk.rng.sample(fits, min(len(fits), clerk.rng.randrange(1, 4)))
    return Wish(TRAINER, "enrol", {"activity": activity.activity, "participants": people}) if people else None


def cancel_enrolment(clerk: Clerk) -> Wish | None:
    activity = clerk.one_of([one for one in clerk.known.activities.values() if one.enrolled])
    if activity is None:
        return None
    who = clerk.rng.choice(sorted(activity.enrolled))
    return Wish(TRAINER, "cancel_enrolment", {"activity": activity.activity, "participant": who, "reason": "zmiana planów"})


def record_attendance(clerk: Clerk) -> Wish | None:
    """The lines that are missing, as far as is known; two clients may write the same list."""
    known = clerk.known

    def missing(one: Meeting) -> set[str]:
        if one.on > known.today:
            return set()
        enrolled = known.activities[one.activity].enrolled - one.listed.keys()
        return {who for who in enrolled if not known.applicants[who].left}

    meeting = clerk.meeting(lambda one: bool(missing(one)))
    if meeting is None:
        return None
    entries = [_line(clerk, who) for who in sorted(missing(meeting))]
    inputs: dict[str, Any] = {"session": meeting.session, "entries": entries}
    if known.activities[meeting.activity].families and clerk.rng.random() < 0.5:
        inputs["families"] = {"adults": clerk.rng.randrange(3), "children": clerk.rng.randrange(1, 4)}
    return Wish(TRAINER, "record_attendance", inputs | _lateness(meeting.on, known.today))


def correct_attendance(clerk: Clerk) -> Wish | None:
    """A line of somebody who stays, once."""
    meeting = clerk.meeting(lambda one: bool(_correctable(clerk.known, one)))
    if meeting is None:
        return None
    who = clerk.rng.choice(_correctable(clerk.known, meeting))
    clerk.known.corrected.add((meeting.session, who))
    was_there = meeting.listed[who] in ("present", "late")
    status = clerk.rng.choice(("excused", "unexcused") if was_there else ("present", "late"))
    inputs = {"session": meeting.session, "participant": who, "status": status, "reason": "pomyłka"}
    return Wish(TRAINER, "correct_attendance", inputs)


WEIGHTS: Mapping[Draw, int] = {
    open_project: 3,
    submit_application: 14,
    assess_application: 14,
    recruit_candidate: 14,
    too_early: 1,
    accept_offer: 6,
    refuse_offer: 2,
    withdraw_application: 3,
    sign_contract: 10,
    end_participation: 2,
    change_group_limit: 2,
    plan_activity: 3,
    schedule_session: 6,
    cancel_session: 1,
    enrol: 10,
    cancel_enrolment: 1,
    record_attendance: 10,
    correct_attendance: 3,
    results.issue_certificate: 3,
    results.confirm_employment: 4,
    money.approve_budget: 6,
    money.register_supplier: 3,
    money.record_expense: 8,
    money.pay_expense: 6,
    money.declare_ineligible: 3,
}


def _of(clerk: Clerk, operation: str, fits: Callable[[Applicant], bool], **more: object) -> Wish | None:
    application = clerk.applicant(fits)
    return Wish(WORKER, operation, {"application": application, **more}) if application else None


def _line(clerk: Clerk, who: str) -> dict[str, str]:
    """Present is only who has a contract, as far as is known, or never gets one."""
    there = clerk.known.applicants[who].contract or signs_no_contract(who)
    if may_withdraw(who) or not there or clerk.rng.random() < 0.2:
        return {"participant": who, "status": clerk.rng.choice(("excused", "unexcused"))}
    line = {"participant": who, "status": clerk.rng.choice(("present", "late"))}
    return line | ({"hours": "0.75"} if clerk.rng.random() < 0.2 else {})


def _lateness(on: date, today: date) -> dict[str, str]:
    return {"late_reason": "lista dotarła później"} if today - on > timedelta(days=4) else {}


def _correctable(known: Knowledge, meeting: Meeting) -> list[str]:
    def fits(who: str) -> bool:
        settled = known.applicants[who].contract and not may_end(who) and not may_withdraw(who)
        return settled and (meeting.session, who) not in known.corrected

    return sorted(who for who in meeting.listed if fits(who))
