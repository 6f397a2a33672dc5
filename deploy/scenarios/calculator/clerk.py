"""The clerk: enters each command of a scenario in the books. A command that is to be refused changes nothing."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from deploy.scenarios.calculator import afterwards, cashier, places
from deploy.scenarios.calculator.books import Activity, Application, Books, Group, Meeting
from deploy.scenarios.calculator.reading import Inputs, Saved, day, name

FINISHED = ("path_completed", "employment")
PRESENT = ("present", "late")


def sex_of(pesel: str) -> str:
    """The tenth digit of a PESEL: odd for men (ustawa o ewidencji ludności, art. 15)."""
    return "male" if int(pesel[9]) % 2 else "female"


def _open_project(books: Books, inputs: Inputs, saved: Saved) -> None:
    definition = inputs["definition"]
    rules = definition["recruitment"]
    books.answer_days = rules["offer_answer_days"]
    books.completion_days = rules["completion_days"]
    books.replacement_until = day(rules["replacement_until"])
    books.multiple_exclusion = rules["multiple_exclusion_at_least"]
    books.premise_titles = {one["code"]: one["title"] for one in rules["premises"]}
    books.priority_titles = {one["code"]: one["title"] for one in rules["priority_groups"]}
    for group in definition["target_groups"]:
        books.groups[group["code"]] = Group(group["limit"])


def _submit(books: Books, inputs: Inputs, saved: Saved) -> None:
    person = saved["person_id"]
    books.people[person] = sex_of(inputs["person"]["pesel"])
    application = Application(
        name=saved["application_id"],
        group=inputs["target_group"],
        person=person,
        applied_at=inputs["applied_at"],
        entry=len(books.applications),
        priority_groups=_priority_groups(books, inputs),
        premises=[premise for premise in books.premise_titles if premise in inputs["premises"]],
        degree=inputs["disability"]["degree"],
        kinds=list(inputs["disability"].get("kinds", [])),
        labour=inputs.get("labour_status", ""),
        history=[("ApplicationSubmitted", day(inputs["applied_at"][:10]))],
    )
    books.applications[application.name] = application


def _priority_groups(books: Books, inputs: Inputs) -> list[str]:
    """Points a, b and c of the announcement of "Góra pomocy 3"."""
    disability = inputs["disability"]
    belongs = {
        "multiple_exclusion": len(set(inputs["premises"])) >= books.multiple_exclusion,
        "moderate_or_severe_disability": disability["degree"] in ("moderate", "severe"),
        "coupled_or_mental_disability": bool(disability["kinds"]),
    }
    return [group for group, true in belongs.items() if true]


def _assess(books: Books, inputs: Inputs, saved: Saved) -> None:
    application = _application(books, inputs)
    application.standing = "eligible" if inputs["eligible"] else "rejected"
    application.owed = {}
    application.history.append(("ApplicationAssessed", books.today))


def _judge(books: Books, inputs: Inputs, saved: Saved) -> None:
    """One criterion that is not met rejects; where evidence is missing nothing is assessed yet."""
    found = inputs["results"]
    missing = [criterion for criterion, result in found.items() if result == "evidence_missing"]
    if not missing or "not_met" in found.values():
        _assess(books, {**inputs, "eligible": not missing and "not_met" not in found.values()}, saved)
        return
    application = _application(books, inputs)
    application.standing = "incomplete"
    application.owed = dict.fromkeys(missing, books.today + timedelta(days=books.completion_days))
    application.history.append(("ApplicantCalledToComplete", books.today))


def _recruit(books: Books, inputs: Inputs, saved: Saved) -> None:
    places.claim(books, _application(books, inputs))


def _withdraw(books: Books, inputs: Inputs, saved: Saved) -> None:
    places.leave(books, _application(books, inputs))


def _accept(books: Books, inputs: Inputs, saved: Saved) -> None:
    places.accept(books, _application(books, inputs))


def _refuse(books: Books, inputs: Inputs, saved: Saved) -> None:
    places.leave(books, _application(books, inputs))


def _change_limit(books: Books, inputs: Inputs, saved: Saved) -> None:
    places.change_limit(books, inputs["target_group"], inputs["limit"])


def _sign(books: Books, inputs: Inputs, saved: Saved) -> None:
    _application(books, inputs).contract = day(inputs["signed_on"])


def _end(books: Books, inputs: Inputs, saved: Saved) -> None:
    application = _application(books, inputs)
    application.ended = day(inputs["on"])
    application.end_reason, application.along_path = inputs["reason"], inputs["along_path"]
    if inputs["reason"] not in FINISHED and not inputs["along_path"]:
        places.leave(books, application)


def _correct_person(books: Books, inputs: Inputs, saved: Saved) -> None:
    if "pesel" in inputs:
        books.people[name(inputs["person"])] = sex_of(inputs["pesel"])


def _plan(books: Books, inputs: Inputs, saved: Saved) -> None:
    books.activities[saved["activity_id"]] = Activity(inputs["title"], inputs["service_class"])


def _schedule(books: Books, inputs: Inputs, saved: Saved) -> None:
    meeting = Meeting(name(inputs["activity"]), day(inputs["on"]), Decimal(inputs["hours"]))
    books.meetings[saved["session_id"]] = meeting


def _record(books: Books, inputs: Inputs, saved: Saved) -> None:
    session = name(inputs["session"])
    meeting = books.meetings[session]
    for entry in inputs["entries"]:
        if entry["status"] in PRESENT:
            _supported(books, session, name(entry["participant"]), entry.get("hours"))
    families = inputs.get("families", {})
    meeting.adults += families.get("adults", 0)
    meeting.children += families.get("children", 0)


def _correct_attendance(books: Books, inputs: Inputs, saved: Saved) -> None:
    session, participant = name(inputs["session"]), name(inputs["participant"])
    books.attended.pop((session, participant), None)
    books.applications[participant].supports.pop(session, None)
    books.applications[participant].vocational.discard(session)
    if inputs["status"] in PRESENT:
        _supported(books, session, participant, inputs.get("hours"))


def _supported(books: Books, session: str, participant: str, hours: str | None) -> None:
    meeting = books.meetings[session]
    books.attended[session, participant] = meeting.hours if hours is None else Decimal(hours)
    books.applications[participant].supports[session] = meeting.on
    if books.activities[meeting.activity].service_class == "vocational":
        books.applications[participant].vocational.add(session)


def _certify(books: Books, inputs: Inputs, saved: Saved) -> None:
    books.certificates.append((name(inputs["participant"]), inputs["kind"], day(inputs["issued_on"])))


def _nothing(books: Books, inputs: Inputs, saved: Saved) -> None:
    """Enrolments and the like change no figure that is worked out here."""


def _application(books: Books, inputs: Inputs) -> Application:
    return books.applications[name(inputs["application"])]


ENTRIES: dict[str, Callable[[Books, Inputs, Saved], None]] = {
    "open_project": _open_project,
    "submit_application": _submit,
    "assess_application": _assess,
    "assess_by_criteria": _judge,
    "recruit_candidate": _recruit,
    "withdraw_application": _withdraw,
    "accept_offer": _accept,
    "refuse_offer": _refuse,
    "change_group_limit": _change_limit,
    "sign_contract": _sign,
    "end_participation": _end,
    "correct_person": _correct_person,
    "plan_activity": _plan,
    "schedule_session": _schedule,
    "record_attendance": _record,
    "correct_attendance": _correct_attendance,
    "enrol": _nothing,
    "cancel_enrolment": _nothing,
    "issue_certificate": _certify,
    "register_supplier": _nothing,
    "approve_expense": _nothing,
    **cashier.ENTRIES,
    **afterwards.ENTRIES,
}
