"""The words of outcomes after leaving: each is a stable code, with the Polish label people read."""

from collections.abc import Mapping
from enum import StrEnum


class AfterLeaving(StrEnum):
    """The situation up to 28 days after the end. `monitoring`: not known yet; `none`: nothing of the others."""

    JOB_TAKEN = "job_taken"
    EMPLOYMENT_CONTINUED = "employment_continued"
    QUALIFICATION = "qualification"
    COMPETENCE = "competence"
    EDUCATION_TAKEN_UP = "education_taken_up"
    SEEKING_WORK = "seeking_work"
    MONITORING = "monitoring"
    NONE = "none"
    OTHER = "other"


ALONE = frozenset({AfterLeaving.MONITORING, AfterLeaving.NONE})
"""Situations that stand beside no other."""


class EmploymentForm(StrEnum):
    """The forms of the guidelines: labour code, contract of mandate (zlecenie), contract for a work (dzieło), own business."""

    EMPLOYMENT_CONTRACT = "employment_contract"
    CIVIL_CONTRACT = "civil_contract"
    WORK_CONTRACT = "work_contract"
    SELF_EMPLOYMENT = "self_employment"


class SocialCriterion(StrEnum):
    """The eight criteria of social progress, in the order of the guidelines."""

    LEARNING_STARTED = "learning_started"
    MOTIVATION_STRENGTHENED = "motivation_strengthened"
    CONFIDENCE_INCREASED = "confidence_increased"
    PROBLEM_SOLVING_IMPROVED = "problem_solving_improved"
    VOLUNTEERING_TAKEN_UP = "volunteering_taken_up"
    HEALTH_IMPROVED = "health_improved"
    ADDICTION_LIMITED = "addiction_limited"
    FUNCTIONING_IMPROVED = "functioning_improved"


class ExclusionKind(StrEnum):
    """What keeps somebody out of the base of employment."""

    SCHOOL_EDUCATION = "school_education"
    STARTUP_GRANT = "startup_grant"
    DEMORALISATION_MEASURES = "demoralisation_measures"
    FOSTER_CARE_LEARNING = "foster_care_learning"
    WTZ_ONLY = "wtz_only"


class EvidenceKind(StrEnum):
    """The document that shows it."""

    CONTRACT_COPY = "contract_copy"
    ZUS_CERTIFICATE = "zus_certificate"
    PUP_CERTIFICATE = "pup_certificate"
    CEIDG_ENTRY = "ceidg_entry"
    OPINION = "opinion"
    CERTIFICATE = "certificate"
    QUESTIONNAIRE = "questionnaire"
    STATEMENT = "statement"


FORM_LABELS: Mapping[EmploymentForm, str] = {
    EmploymentForm.EMPLOYMENT_CONTRACT: "umowa o pracę",
    EmploymentForm.CIVIL_CONTRACT: "umowa zlecenia",
    EmploymentForm.WORK_CONTRACT: "umowa o dzieło",
    EmploymentForm.SELF_EMPLOYMENT: "działalność gospodarcza",
}
CRITERION_LABELS: Mapping[SocialCriterion, str] = {
    SocialCriterion.LEARNING_STARTED: "rozpoczęcie nauki",
    SocialCriterion.MOTIVATION_STRENGTHENED: "wzmocnienie motywacji do pracy po projekcie",
    SocialCriterion.CONFIDENCE_INCREASED: "zwiększenie pewności siebie i własnych umiejętności",
    SocialCriterion.PROBLEM_SOLVING_IMPROVED: "poprawa umiejętności rozwiązywania pojawiających się problemów",
    SocialCriterion.VOLUNTEERING_TAKEN_UP: "podjęcie wolontariatu",
    SocialCriterion.HEALTH_IMPROVED: "poprawa stanu zdrowia",
    SocialCriterion.ADDICTION_LIMITED: "ograniczenie nałogów",
    SocialCriterion.FUNCTIONING_IMPROVED: "widoczna poprawa w funkcjonowaniu",
}
EXCLUSION_LABELS: Mapping[ExclusionKind, str] = {
    ExclusionKind.SCHOOL_EDUCATION: "podjęcie nauki w formach szkolnych",
    ExclusionKind.STARTUP_GRANT: "środki na podjęcie działalności gospodarczej",
    ExclusionKind.DEMORALISATION_MEASURES: "środki z powodu demoralizacji",
    ExclusionKind.FOSTER_CARE_LEARNING: "nauka w pieczy zastępczej",
    ExclusionKind.WTZ_ONLY: "wyłącznie wsparcie w WTZ",
}
EVIDENCE_LABELS: Mapping[EvidenceKind, str] = {
    EvidenceKind.CONTRACT_COPY: "kopia umowy",
    EvidenceKind.ZUS_CERTIFICATE: "zaświadczenie ZUS",
    EvidenceKind.PUP_CERTIFICATE: "zaświadczenie PUP",
    EvidenceKind.CEIDG_ENTRY: "wpis do CEIDG",
    EvidenceKind.OPINION: "opinia",
    EvidenceKind.CERTIFICATE: "zaświadczenie lub certyfikat",
    EvidenceKind.QUESTIONNAIRE: "kwestionariusz",
    EvidenceKind.STATEMENT: "oświadczenie",
}
