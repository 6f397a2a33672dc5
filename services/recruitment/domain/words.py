"""The words of recruitment: each is a stable code, with the Polish label people read."""

from collections.abc import Mapping
from enum import StrEnum


class Sex(StrEnum):
    """As the tenth digit of the PESEL number says."""

    FEMALE = "female"
    MALE = "male"


class DisabilityDegree(StrEnum):
    """The degree in the certificate; `refused`: the person did not want to tell ("odmowa podania informacji")."""

    NONE = "none"
    MILD = "mild"
    MODERATE = "moderate"
    SEVERE = "severe"
    REFUSED = "refused"


class DisabilityKind(StrEnum):
    """Kinds that give priority by the announcement of "Góra pomocy 3", letter c."""

    COUPLED = "coupled"
    PSYCHIATRIC = "psychiatric"
    INTELLECTUAL = "intellectual"
    DEVELOPMENTAL = "developmental"


class LabourStatus(StrEnum):
    """The status on the labour market on the day of the application."""

    UNEMPLOYED_REGISTERED = "unemployed_registered"
    UNEMPLOYED_UNREGISTERED = "unemployed_unregistered"
    INACTIVE = "inactive"
    EMPLOYED = "employed"


class ServiceClass(StrEnum):
    """The class of an active-integration service, as activities names it."""

    SOCIAL = "social"
    VOCATIONAL = "vocational"
    EDUCATIONAL = "educational"
    HEALTH = "health"


class WithdrawalReason(StrEnum):
    """Why somebody gave up before participation started."""

    RESIGNED = "resigned"
    EMPLOYMENT = "employment"
    ILLNESS = "illness"
    MOVED = "moved"
    NO_MOTIVATION = "no_motivation"
    NO_CONTACT = "no_contact"
    NOT_ELIGIBLE = "not_eligible"
    OTHER_PROJECT = "other_project"
    DEATH = "death"
    PRISON = "prison"
    OTHER = "other"


class EndReason(StrEnum):
    """Why participation ended."""

    PATH_COMPLETED = "path_completed"
    EMPLOYMENT = "employment"
    ILLNESS = "illness"
    MOVED = "moved"
    NO_MOTIVATION = "no_motivation"
    RULES_BROKEN = "rules_broken"
    FALSE_DATA = "false_data"
    DEATH = "death"
    PRISON = "prison"
    OTHER = "other"


class ApplicationStatus(StrEnum):
    """Where an application stands, from the form to the end of participation."""

    SUBMITTED = "submitted"
    INCOMPLETE = "incomplete"
    ELIGIBLE = "eligible"
    REJECTED = "rejected"
    APPEALED = "appealed"
    WAITING = "waiting"
    OFFERED = "offered"
    RECRUITED = "recruited"
    PARTICIPATING = "participating"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"
    OFFER_REFUSED = "offer_refused"
    OFFER_EXPIRED = "offer_expired"


OPEN = frozenset(
    {
        ApplicationStatus.SUBMITTED,
        ApplicationStatus.INCOMPLETE,
        ApplicationStatus.ELIGIBLE,
        ApplicationStatus.APPEALED,
        ApplicationStatus.WAITING,
        ApplicationStatus.OFFERED,
        ApplicationStatus.RECRUITED,
        ApplicationStatus.PARTICIPATING,
    }
)
"""An application in one of these keeps the same person from applying to the same project again."""

STATUS_LABELS: Mapping[ApplicationStatus, str] = {
    ApplicationStatus.SUBMITTED: "zgłoszony",
    ApplicationStatus.INCOMPLETE: "do uzupełnienia",
    ApplicationStatus.ELIGIBLE: "oceniony pozytywnie",
    ApplicationStatus.REJECTED: "odrzucony",
    ApplicationStatus.APPEALED: "odwołanie od oceny",
    ApplicationStatus.WAITING: "lista rezerwowa",
    ApplicationStatus.OFFERED: "zaproszony z listy rezerwowej",
    ApplicationStatus.RECRUITED: "zakwalifikowany",
    ApplicationStatus.PARTICIPATING: "uczestnik",
    ApplicationStatus.ENDED: "zakończył udział",
    ApplicationStatus.WITHDRAWN: "rezygnacja przed przystąpieniem",
    ApplicationStatus.OFFER_REFUSED: "odmówił przyjęcia miejsca",
    ApplicationStatus.OFFER_EXPIRED: "nie odpowiedział na ofertę",
}
DEGREE_LABELS: Mapping[DisabilityDegree, str] = {
    DisabilityDegree.NONE: "brak",
    DisabilityDegree.MILD: "lekki",
    DisabilityDegree.MODERATE: "umiarkowany",
    DisabilityDegree.SEVERE: "znaczny",
    DisabilityDegree.REFUSED: "odmowa podania informacji",
}
KIND_LABELS: Mapping[DisabilityKind, str] = {
    DisabilityKind.COUPLED: "niepełnosprawność sprzężona",
    DisabilityKind.PSYCHIATRIC: "zaburzenia psychiczne",
    DisabilityKind.INTELLECTUAL: "niepełnosprawność intelektualna",
    DisabilityKind.DEVELOPMENTAL: "całościowe zaburzenia rozwojowe",
}
LABOUR_LABELS: Mapping[LabourStatus, str] = {
    LabourStatus.UNEMPLOYED_REGISTERED: "bezrobocie, z rejestracją w urzędzie pracy",
    LabourStatus.UNEMPLOYED_UNREGISTERED: "bezrobocie, bez rejestracji",
    LabourStatus.INACTIVE: "bierność zawodowa",
    LabourStatus.EMPLOYED: "zatrudnienie",
}
