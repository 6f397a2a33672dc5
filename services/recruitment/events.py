"""Every event recruitment writes; what stands in the store and is not here cannot be read back."""

from services.recruitment.domain.access_log import AccessLogAnchored
from services.recruitment.domain.appeal_events import AppealDecided, AssessmentAppealed
from services.recruitment.domain.application import (
    ApplicationAssessed,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    CaseWorkerAssigned,
)
from services.recruitment.domain.call_events import ApplicantCalledToComplete
from services.recruitment.domain.erasure import (
    ErasureApproved,
    ErasureCompleted,
    ErasureHalted,
    ErasureProposed,
    PeopleErased,
)
from services.recruitment.domain.outcome_events import (
    EmploymentConfirmed,
    ExclusionRecorded,
    SituationAfterLeavingRecorded,
    SocialEffectConfirmed,
)
from services.recruitment.domain.participation_events import (
    ContractSigned,
    ParticipationEnded,
    ParticipationStartCorrected,
    ParticipationStarted,
    SupportReceived,
    SupportTakenBack,
)
from services.recruitment.domain.person_events import (
    CapacityAdded,
    PersonCorrected,
    PersonEnteredProject,
    PersonMerged,
    PersonRegistered,
    PersonUnmerged,
    SubjectErased,
)
from services.recruitment.domain.place_events import (
    CandidateLeftReserveList,
    CandidatePlacedOnReserveList,
    ParticipantRecruited,
    PlaceLapsed,
    PlaceReleased,
    ReservePlaceAccepted,
    ReservePlaceExpired,
    ReservePlaceOffered,
    ReservePlaceRefused,
    SexCorrected,
    TargetGroupLimitChanged,
    TargetGroupOpened,
)
from services.recruitment.domain.project import ProjectOpened
from services.recruitment.domain.retention_events import (
    RetentionEnded,
    RetentionExtended,
    RetentionResumed,
    RetentionSet,
    RetentionSuspended,
    ShorterRetentionProposed,
)
from services.recruitment.domain.subject_request_events import (
    ProcessingRestricted,
    RestrictionLifted,
    SubjectRequestAnswered,
    SubjectRequestReceived,
    SubjectRequestRefused,
)
from shared.events.registry import Registry

EVENTS = Registry(
    "recruitment",
    [
        ProjectOpened,
        TargetGroupOpened,
        TargetGroupLimitChanged,
        PersonRegistered,
        PersonEnteredProject,
        CapacityAdded,
        PersonCorrected,
        PersonMerged,
        PersonUnmerged,
        SubjectErased,
        RetentionSet,
        ShorterRetentionProposed,
        RetentionExtended,
        RetentionSuspended,
        RetentionResumed,
        RetentionEnded,
        SubjectRequestReceived,
        SubjectRequestAnswered,
        SubjectRequestRefused,
        ProcessingRestricted,
        RestrictionLifted,
        ErasureProposed,
        ErasureApproved,
        PeopleErased,
        ErasureHalted,
        ErasureCompleted,
        ApplicationSubmitted,
        ApplicantCalledToComplete,
        ApplicationAssessed,
        AssessmentAppealed,
        AppealDecided,
        ApplicationWithdrawn,
        CaseWorkerAssigned,
        ParticipantRecruited,
        CandidatePlacedOnReserveList,
        ReservePlaceOffered,
        ReservePlaceAccepted,
        ReservePlaceRefused,
        ReservePlaceExpired,
        CandidateLeftReserveList,
        PlaceReleased,
        PlaceLapsed,
        SexCorrected,
        ContractSigned,
        SupportReceived,
        SupportTakenBack,
        ParticipationStarted,
        ParticipationStartCorrected,
        ParticipationEnded,
        ExclusionRecorded,
        SituationAfterLeavingRecorded,
        EmploymentConfirmed,
        SocialEffectConfirmed,
        AccessLogAnchored,
    ],
)
