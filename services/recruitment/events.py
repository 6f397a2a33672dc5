"""Every event recruitment writes; what stands in the store and is not here cannot be read back."""

from services.recruitment.domain.application import ApplicationAssessed, ApplicationSubmitted, ApplicationWithdrawn
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
from services.recruitment.domain.person import PersonCorrected, PersonRegistered
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
from shared.events.registry import Registry

EVENTS = Registry(
    "recruitment",
    [
        ProjectOpened,
        TargetGroupOpened,
        TargetGroupLimitChanged,
        PersonRegistered,
        PersonCorrected,
        ApplicationSubmitted,
        ApplicationAssessed,
        ApplicationWithdrawn,
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
    ],
)
