"""What activities must hold: plans, sessions, enrolments, lists, and what recruitment told of projects and people."""

from collections.abc import Mapping
from typing import Any

from tests.chaos.fold import Expected
from tests.chaos.raced import Lists, Raced
from tests.chaos.told import PRESENT, Activity, Session, Told

DETAILS = ("project", "title", "form", "service_class", "capacity", "families", "place")


def activities(told: Told, raced: Raced, out: Expected) -> None:
    for activity, planned in told.activities.items():
        out.event("activities", f"activity:{activity}", "ActivityPlanned")
        out.row("activities.activity_card", activity, *(planned.details[name] for name in DETAILS))
        _enrolments(activity, planned, raced.lists.get(activity, Lists()), out)
    for session, held in told.sessions.items():
        _session(session, held, out)
    for one in told.certificates:
        _certificate(one, told.activities[one["activity"]].details["project"], out)
    for code, definition in told.definitions.items():
        out.row("activities.known_project", code, definition["starts_on"], definition["ends_on"])
    for who, one in told.applications.items():
        if one.took_place:
            out.row("activities.known_participant", who, one.form["project"], not one.gave_back, one.ended_on)


def _enrolments(activity: str, planned: Activity, lists: Lists, out: Expected) -> None:
    stream = f"activity:{activity}"
    came = planned.enrolled + planned.waiting
    there = {who for who, times in came.items() if times > planned.cancelled[who]}
    out.must(there == lists.inside | set(lists.waiting), f"{stream}: its lists are not those of the answers")
    out.event("activities", stream, "ParticipantEnrolled", planned.enrolled.total() + lists.promoted.total())
    out.event("activities", stream, "ParticipantPlacedOnWaitingList", planned.waiting.total())
    out.event("activities", stream, "EnrolmentCancelled", planned.cancelled.total())
    for who in there:
        out.row("activities.enrolment", activity, who, who in lists.waiting)


def _certificate(one: Mapping[str, Any], project: str, out: Expected) -> None:
    """As it was issued, and as reporting heard of it."""
    out.event("activities", f"certificate:{one['activity']}/{one['participant']}/{one['kind']}", "CertificateIssued")
    paper = one["issued_on"], one["number"], one["issuer"]
    out.row("activities.issued_certificate", one["activity"], one["participant"], one["kind"], project, *paper)
    out.row("reporting.certificate_fact", one["participant"], one["kind"], project, one["issued_on"])


def _session(session: str, held: Session, out: Expected) -> None:
    stream = f"session:{session}"
    out.event("activities", stream, "SessionScheduled")
    out.event("activities", stream, "SessionCancelled", int(held.cancelled))
    out.event("activities", stream, "FamilyAccompanied", int(held.families is not None))
    out.event("activities", stream, "LateEntryExplained", held.explained)
    families = held.families or (0, 0)
    out.row("activities.session_card", session, held.activity, held.on, held.hours, held.cancelled, *families)
    for who, line in held.lines.items():
        out.event("activities", stream, "WorkshopAttended" if line.status in PRESENT else "AbsenceRecorded")
        out.event("activities", stream, "AttendanceCorrected", int(line.corrected is not None))
        status, hours = (line.corrected, line.corrected_hours) if line.corrected else (line.status, line.hours)
        out.row("activities.attendance", session, who, held.activity, status, hours)
