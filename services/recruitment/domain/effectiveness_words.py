"""Effectiveness in words: why somebody is counted, in the base alone or outside it, with the figures that were compared."""

from collections.abc import Mapping

from services.recruitment.domain.dates import last_day_of_months
from services.recruitment.domain.effectiveness import Measure, OutsideCode, Reason, Shortfall, Standing, Verdict, least_value
from services.recruitment.domain.effectiveness_facts import Job, PersonFacts, SocialEffect
from services.recruitment.domain.outcome_words import (
    CRITERION_LABELS,
    EXCLUSION_LABELS,
    FORM_LABELS,
    EmploymentForm,
    ExclusionKind,
)

STANDING_LABELS: Mapping[Standing, str] = {
    Standing.COUNTED: "w liczniku i w mianowniku",
    Standing.IN_BASE: "tylko w mianowniku",
    Standing.EXCLUDED: "poza pomiarem",
}
REASON_LABELS: Mapping[Reason, str] = {
    Reason.NOT_ENDED: "udział jeszcze się nie zakończył",
    Reason.DIED: "zgon",
    Reason.REMOVED: "skreślenie z listy uczestników",
    Reason.INTERRUPTED: "udział przerwany",
    Reason.NOT_ALONG_PATH: "udział zakończony niezgodnie ze ścieżką",
    Reason.EMPLOYED_AT_ENTRY: "osoba pracująca w chwili przystąpienia",
    Reason.NO_VOCATIONAL_SUPPORT: "bez usług aktywizacji zawodowej",
    Reason.PUPIL: "osoba poniżej 18 lat ucząca się w dniu rozpoczęcia udziału",
    Reason.WINDOW_OPEN: "nie upłynęły jeszcze trzy miesiące od zakończenia udziału",
}
SHORTFALL_LABELS: Mapping[Shortfall, str] = {
    Shortfall.NOTHING_CONFIRMED: "niczego nie potwierdzono",
    Shortfall.AFTER_AS_OF: "fakt późniejszy niż dzień, na który liczy się wskaźnik",
    Shortfall.STARTUP_GRANT: "działalność sfinansowana ze środków EFS na jej podjęcie",
    Shortfall.BEGUN_AFTER_WINDOW: "praca rozpoczęta po upływie okresu pomiaru",
    Shortfall.NOT_HELD_AFTER_LEAVING: "praca nie trwała w dniu następującym po zakończeniu udziału",
    Shortfall.TOO_SHORT: "praca krótsza niż wymagane minimum",
    Shortfall.PART_TOO_SMALL: "wymiar etatu mniejszy niż wymagane minimum",
    Shortfall.VALUE_TOO_LOW: "wartość umowy niższa niż wymagane minimum",
    Shortfall.MINIMUM_WAGE_UNKNOWN: "nieznane minimalne wynagrodzenie z dnia zawarcia umowy",
    Shortfall.OUTSIDE_WINDOW: "pomiar poza okresem trzech miesięcy od zakończenia udziału",
    Shortfall.TOO_FEW_CRITERIA: "mniej kryteriów niż wymagane minimum",
}
Figures = list[tuple[str, str]]


def sentence(verdict: Verdict) -> str:
    """The standing and its reason."""
    why = _reason(verdict.reason) if verdict.reason else SHORTFALL_LABELS[verdict.shortfall] if verdict.shortfall else None
    return STANDING_LABELS[verdict.standing] + (f": {why}" if why else "")


def _reason(reason: OutsideCode) -> str:
    return EXCLUSION_LABELS[reason] if isinstance(reason, ExclusionKind) else REASON_LABELS[reason]


def person_figures(facts: PersonFacts) -> Figures:
    """What the bases look at."""
    return [
        ("początek udziału", facts.started_on.isoformat()),
        ("wiek w dniu rozpoczęcia", str(facts.age)),
        ("uczy się", "tak" if facts.in_education else "nie"),
        ("status na rynku pracy w chwili przystąpienia", facts.labour_status.value),
        ("obecności na usługach zawodowych", str(facts.vocational_supports)),
        ("koniec udziału", facts.ended_on.isoformat() if facts.ended_on else "brak"),
        ("powód zakończenia", facts.end_reason.value if facts.end_reason else "brak"),
        ("zgodnie ze ścieżką", "tak" if facts.along_path else "nie"),
        ("grupa w najtrudniejszej sytuacji", "tak" if facts.hardest else "nie"),
        *((EXCLUSION_LABELS[one.kind], one.on.isoformat()) for one in facts.exclusions),
    ]


def social_figures(effect: SocialEffect | None, measure: Measure) -> Figures:
    """What was confirmed, and what is required."""
    if effect is None:
        return []
    return [
        ("dzień pomiaru", effect.measured_on.isoformat()),
        ("kryteria", "; ".join(CRITERION_LABELS[one] for one in effect.criteria)),
        ("liczba kryteriów", str(len(effect.criteria))),
        ("wymagana liczba kryteriów", str(measure.rule.social.criteria_at_least)),
    ]


def job_figures(job: Job | None, measure: Measure, *, disabled: bool) -> Figures:
    """What was confirmed, and what its form requires."""
    if job is None:
        return []
    held = [
        ("forma", FORM_LABELS[job.form]),
        ("umowa z dnia", job.contracted_on.isoformat()),
        ("praca od", job.since.isoformat()),
        ("praca do", job.until.isoformat() if job.until else "bezterminowo"),
    ]
    return held + _duration(job, measure) + _part(job, measure, disabled=disabled) + _value(job, measure)


def _duration(job: Job, measure: Measure) -> Figures:
    if job.form is EmploymentForm.WORK_CONTRACT:
        return []
    return [("co najmniej do", last_day_of_months(job.since, measure.rule.employment.months_at_least).isoformat())]


def _part(job: Job, measure: Measure, *, disabled: bool) -> Figures:
    rule = measure.rule.employment
    if job.form is not EmploymentForm.EMPLOYMENT_CONTRACT:
        return []
    required = "dowolny" if disabled and rule.any_part_with_disability else str(rule.part_at_least)
    return [("wymiar etatu", job.part or "brak"), ("wymagany wymiar etatu", required)]


def _value(job: Job, measure: Measure) -> Figures:
    if job.form not in (EmploymentForm.CIVIL_CONTRACT, EmploymentForm.WORK_CONTRACT):
        return []
    wage, least = measure.wages.on(job.contracted_on), least_value(job, measure)
    return [
        ("wartość umowy, zł", str(job.value)),
        ("minimalne wynagrodzenie z dnia umowy, zł", "nieznane" if wage is None else str(wage)),
        ("wymagana wartość umowy, zł", "nieznana" if least is None else str(least)),
    ]
