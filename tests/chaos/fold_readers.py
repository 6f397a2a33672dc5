"""What notifications and reporting must have made of the news of the others."""

from datetime import date, timedelta

from tests.chaos.fold import SOME_NOTIFICATION, Expected, hours_given
from tests.chaos.raced import Lists, Raced
from tests.chaos.told import Application, Told

BOTH = ("letter", "in_app")
REMINDED_BEFORE = timedelta(days=3)


def notifications(told: Told, raced: Raced, out: Expected) -> None:
    for code, definition in told.definitions.items():
        out.row("notifications.known_project", code, definition["title"])
    for who, one in told.applications.items():
        out.row("notifications.known_application", who, one.form["project"], one.person)
        _notices(who, one, raced, out)
        if one.took_place and (one.ended_on or one.gave_back):
            out.row("notifications.departure", who, one.ended_on or raced.released_on.get(who))
    for group in raced.groups.values():
        for (who, answer_by), times in group.offers.items():
            _notice(out, who, "reserve_place_offered", BOTH, answer_by=answer_by, times=times)
    for activity, planned in told.activities.items():
        out.row("notifications.known_activity", activity, planned.details["title"], planned.details["place"])
        for who in raced.lists.get(activity, Lists()).inside:
            out.row("notifications.known_enrolment", activity, who)
    for session in told.sessions:
        _reminders(told, raced, session, out)


def _notices(who: str, one: Application, raced: Raced, out: Expected) -> None:
    """What the person was told because of an answer."""
    if one.eligible is not None:
        _notice(out, who, "decision", decision="eligible" if one.eligible else "not_eligible")
    _notice(out, who, "decision", decision="recruited", times=int(one.took_place))
    _notice(out, who, "reserve_list", times=int(one.outcome == "reserve_list"))
    _notice(out, who, "contract_signed", times=int(one.signed_on is not None))
    started = sum(start.name == "ParticipationStarted" for start in raced.starts.get(who, []))
    _notice(out, who, "participation_started", times=started)
    _notice(out, who, "leaving_questionnaire", BOTH, times=int(one.end is not None))


def _notice(
    out: Expected,
    who: str,
    template: str,
    ways: tuple[str, ...] = ("letter",),
    *,
    decision: str | None = None,
    answer_by: date | None = None,
    times: int = 1,
) -> None:
    for way in ways:
        out.row("notifications.notification", who, template, way, decision, answer_by, times=times)
        out.event("notifications", SOME_NOTIFICATION, "NotificationPlanned", times)


def _reminders(told: Told, raced: Raced, session: str, out: Expected) -> None:
    held, reminded = told.sessions[session], raced.reminded.get(session, [])
    activity = told.activities[held.activity]
    project = activity.details["project"]
    out.row("notifications.known_session", session, project, held.activity, held.on, held.cancelled)
    out.event("notifications", f"meeting:{session}", "SessionCalledOff", int(held.cancelled))
    for who in reminded:
        out.row("notifications.reminder", session, who, "letter", held.cancelled)
        out.event("notifications", SOME_NOTIFICATION, "NotificationPlanned")
        out.event("notifications", SOME_NOTIFICATION, "NotificationWithdrawn", int(held.cancelled))
    lists = raced.lists.get(held.activity, Lists())
    strangers = set(reminded) - activity.enrolled.keys() - lists.promoted.keys()
    out.must(not strangers, f"meeting:{session}: reminded who never had a place: {sorted(strangers)}")
    if not held.cancelled and told.today < held.on <= told.today + REMINDED_BEFORE:
        there = {who for who in lists.inside if not _gone(told.applications[who], raced.released_on.get(who), held.on)}
        out.must(there <= set(reminded), f"meeting:{session}: not reminded: {sorted(there - set(reminded))}")


def _gone(one: Application, released_on: date | None, on: date) -> bool:
    """Had the last day of support come before that day?"""
    last = one.ended_on or released_on
    return last is not None and last < on


def reporting(told: Told, raced: Raced, out: Expected) -> None:
    for code, definition in told.definitions.items():
        out.row("reporting.project_fact", code, definition["title"])
    for who, one in told.applications.items():
        if one.took_place:
            _participation(who, one, raced, out)
    for activity, planned in told.activities.items():
        out.row("reporting.activity_fact", activity, planned.details["project"], planned.details["title"])
    for session, held in told.sessions.items():
        out.row("reporting.session_fact", session, held.activity, held.on, held.hours)
        if held.families is not None:
            out.row("reporting.family_fact", session, *held.families)
        given = told.activities[held.activity].details["service_class"]
        for who in held.lines:
            for present, hours in hours_given(held, who):
                out.row("reporting.support_fact", session, who, held.on, given, present, hours)


def _participation(who: str, one: Application, raced: Raced, out: Expected) -> None:
    table, project = "reporting.participation_fact", one.form["project"]
    nobody = None, None, None
    out.row(table, who, "recruited", project, None, None, one.person, one.form["target_group"], one.sex)
    out.row(table, who, "released", project, None, None, *nobody, times=int(one.gave_back))
    if one.signed_on:
        out.row(table, who, "contract", project, one.signed_on, None, *nobody)
    if one.end:
        out.row(table, who, "ended", project, one.ended_on, None, *nobody)
    for start in raced.starts.get(who, []):
        kind = "started" if start.name == "ParticipationStarted" else "start_corrected"
        out.row(table, who, kind, project, start.data["on"], start.data.get("previous"), *nobody)
