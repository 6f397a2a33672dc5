"""What activities write: the one list a stored event is read back with."""

from services.activities.domain.activity import (
    ActivityPlanned,
    EnrolmentCancelled,
    ParticipantEnrolled,
    ParticipantPlacedOnWaitingList,
)
from services.activities.domain.certificate import CertificateIssued
from services.activities.domain.session import (
    AbsenceRecorded,
    AttendanceCorrected,
    FamilyAccompanied,
    LateEntryExplained,
    SessionCancelled,
    SessionScheduled,
    WorkshopAttended,
)
from shared.events.registry import Registry

EVENTS = Registry(
    "activities",
    [
        ActivityPlanned,
        ParticipantEnrolled,
        ParticipantPlacedOnWaitingList,
        EnrolmentCancelled,
        SessionScheduled,
        SessionCancelled,
        WorkshopAttended,
        AbsenceRecorded,
        FamilyAccompanied,
        AttendanceCorrected,
        LateEntryExplained,
        CertificateIssued,
    ],
)
