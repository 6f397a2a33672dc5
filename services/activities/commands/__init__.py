"""Use cases of activities: load in the order activity, session, certificate; decide, append."""

from services.activities.commands.certifying import issue_certificate
from services.activities.commands.holding import (
    PlanActivity,
    cancel_enrolment,
    cancel_session,
    correct_attendance,
    enrol,
    hear_of_participants,
    hear_of_project,
    plan_activity,
    record_attendance,
    schedule_session,
)

__all__ = [
    "PlanActivity",
    "cancel_enrolment",
    "cancel_session",
    "correct_attendance",
    "enrol",
    "hear_of_participants",
    "hear_of_project",
    "issue_certificate",
    "plan_activity",
    "record_attendance",
    "schedule_session",
]
