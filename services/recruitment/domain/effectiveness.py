"""Effectiveness of one participant: where they stand in each dimension, from facts alone, by one version of the rule.

A person is `counted` (in the numerator and in the base), `in_base` (in the base only) or `excluded`, always with the
reason. Facts dated after `as_of` do not count; nothing here looks at today.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from services.recruitment.domain.dates import last_day_of_months, months_after
from services.recruitment.domain.effectiveness_facts import Exclusion, Job, PersonFacts, SocialEffect
from services.recruitment.domain.effectiveness_rules import EffectivenessRule, MinimumWages
from services.recruitment.domain.outcome_words import EmploymentForm, ExclusionKind
from services.recruitment.domain.participation import REMOVED, finishes
from services.recruitment.domain.words import EndReason, LabourStatus

ADULT = 18
"""Completed years from which nobody is a pupil (decision D25)."""


class Dimension(StrEnum):
    """What is measured."""

    SOCIAL = "social"
    EMPLOYMENT = "employment"


class Reading(StrEnum):
    """Who enters an interim report (decision D23): all who finished, or only those whose window has closed."""

    ALL_FINISHED = "all_finished"
    CLOSED_WINDOWS = "closed_windows"


class Standing(StrEnum):
    """Where a person stands: in numerator and base, in the base alone, or outside."""

    COUNTED = "counted"
    IN_BASE = "in_base"
    EXCLUDED = "excluded"


class Reason(StrEnum):
    """Why somebody is outside a base; recorded exclusions are told by their own codes."""

    NOT_ENDED = "not_ended"
    DIED = "died"
    REMOVED = "removed"
    INTERRUPTED = "interrupted"
    NOT_ALONG_PATH = "not_along_path"
    EMPLOYED_AT_ENTRY = "employed_at_entry"
    NO_VOCATIONAL_SUPPORT = "no_vocational_support"
    PUPIL = "pupil"
    WINDOW_OPEN = "window_open"


class Shortfall(StrEnum):
    """Why a job or a social effect does not count."""

    NOTHING_CONFIRMED = "nothing_confirmed"
    AFTER_AS_OF = "after_as_of"
    STARTUP_GRANT = "startup_grant"
    BEGUN_AFTER_WINDOW = "begun_after_window"
    NOT_HELD_AFTER_LEAVING = "not_held_after_leaving"
    TOO_SHORT = "too_short"
    PART_TOO_SMALL = "part_too_small"
    VALUE_TOO_LOW = "value_too_low"
    MINIMUM_WAGE_UNKNOWN = "minimum_wage_unknown"
    OUTSIDE_WINDOW = "outside_window"
    TOO_FEW_CRITERIA = "too_few_criteria"


OutsideCode = Reason | ExclusionKind


class Window(NamedTuple):
    """From the day of leaving to the last day that counts, both included."""

    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Measure:
    """By what, and for which day, it is measured."""

    rule: EffectivenessRule
    wages: MinimumWages
    as_of: date
    reading: Reading

    def window(self, facts: PersonFacts) -> Window | None:
        """None while participation has not ended by `as_of`."""
        if facts.ended_on is None or facts.ended_on > self.as_of:
            return None
        return Window(facts.ended_on, months_after(facts.ended_on, self.rule.window_months))

    def is_closed(self, window: Window) -> bool:
        """A day that is asked for is over: what happened on it is known."""
        return window.until <= self.as_of


@dataclass(frozen=True, slots=True)
class Verdict:
    """Where a person stands in a dimension; `reason` says why outside, `shortfall` why in the base alone."""

    standing: Standing
    reason: OutsideCode | None = None
    shortfall: Shortfall | None = None


IN_BOTH = Verdict(Standing.COUNTED)


def verdict(dimension: Dimension, facts: PersonFacts, measure: Measure) -> Verdict:
    """Where the person stands. The first reason that holds is told, in the order of the rule."""
    window = measure.window(facts)
    if window is None:
        return Verdict(Standing.EXCLUDED, Reason.NOT_ENDED)
    social = dimension is Dimension.SOCIAL
    outside = _not_finished(facts) or (_outside_social(facts) if social else _outside_employment(facts, measure, window))
    if outside is None and measure.reading is Reading.CLOSED_WINDOWS and not measure.is_closed(window):
        outside = Reason.WINDOW_OPEN
    if outside is not None:
        return Verdict(Standing.EXCLUDED, outside)
    shortfall = social_shortfall(facts.social, measure, window) if social else job_shortfall(facts, measure, window)
    return Verdict(Standing.IN_BASE, shortfall=shortfall) if shortfall else IN_BOTH


def _not_finished(facts: PersonFacts) -> Reason | None:
    """Death and removal are outside both bases (decision D22), and so is who broke off."""
    if facts.end_reason is EndReason.DEATH:
        return Reason.DIED
    if facts.end_reason in REMOVED:
        return Reason.REMOVED
    if facts.end_reason is None or not finishes(facts.end_reason, along_path=bool(facts.along_path)):
        return Reason.INTERRUPTED
    return None


def _outside_social(facts: PersonFacts) -> Reason | None:
    return None if facts.along_path else Reason.NOT_ALONG_PATH


def _outside_employment(facts: PersonFacts, measure: Measure, window: Window) -> OutsideCode | None:
    if facts.labour_status is LabourStatus.EMPLOYED:
        return Reason.EMPLOYED_AT_ENTRY
    if facts.vocational_supports == 0:
        return Reason.NO_VOCATIONAL_SUPPORT
    if facts.age < ADULT and facts.in_education:
        return Reason.PUPIL
    latest, known = min(measure.as_of, window.until), measure.rule.employment.exclusions
    recorded = [one for one in (*facts.exclusions, *_granted(facts)) if one.kind in known and one.on <= latest]
    return min(recorded, key=lambda one: one.on).kind if recorded else None


def _granted(facts: PersonFacts) -> tuple[Exclusion, ...]:
    """A business that was paid from a start-up grant tells of the grant by itself."""
    job = facts.employment
    if job is None or job.form is not EmploymentForm.SELF_EMPLOYMENT or not job.startup_grant:
        return ()
    return (Exclusion(kind=ExclusionKind.STARTUP_GRANT, on=job.since),)


def social_shortfall(effect: SocialEffect | None, measure: Measure, window: Window) -> Shortfall | None:
    """Why the confirmed social progress does not count; None: it counts."""
    if effect is None:
        return Shortfall.NOTHING_CONFIRMED
    if effect.measured_on > measure.as_of:
        return Shortfall.AFTER_AS_OF
    if not window.since <= effect.measured_on <= window.until:
        return Shortfall.OUTSIDE_WINDOW
    if len(effect.criteria) < measure.rule.social.criteria_at_least:
        return Shortfall.TOO_FEW_CRITERIA
    return None


def job_shortfall(facts: PersonFacts, measure: Measure, window: Window) -> Shortfall | None:
    """Why the confirmed job does not count; None: it counts (decision D26)."""
    job = facts.employment
    if job is None:
        return Shortfall.NOTHING_CONFIRMED
    if max(job.since, job.contracted_on) > measure.as_of:
        return Shortfall.AFTER_AS_OF
    if job.form is EmploymentForm.SELF_EMPLOYMENT and job.startup_grant:
        return Shortfall.STARTUP_GRANT
    return _out_of_time(job, window) or _below_minimum(job, measure, disabled=facts.disabled)


def _out_of_time(job: Job, window: Window) -> Shortfall | None:
    """A job is taken up in the window, or begun earlier and still held on the day after leaving."""
    if job.since > window.until:
        return Shortfall.BEGUN_AFTER_WINDOW
    if job.until is not None and job.until < window.since + timedelta(days=1):
        return Shortfall.NOT_HELD_AFTER_LEAVING
    return None


def _below_minimum(job: Job, measure: Measure, *, disabled: bool) -> Shortfall | None:
    """The minimum of the form, counted from the job's own first day."""
    match job.form:
        case EmploymentForm.EMPLOYMENT_CONTRACT:
            return _too_short(job, measure) or _part_too_small(job, measure, disabled=disabled)
        case EmploymentForm.CIVIL_CONTRACT:
            return _too_short(job, measure) or _value_too_low(job, measure)
        case EmploymentForm.WORK_CONTRACT:
            return _value_too_low(job, measure)
        case EmploymentForm.SELF_EMPLOYMENT:
            return _too_short(job, measure)


def _too_short(job: Job, measure: Measure) -> Shortfall | None:
    """A job without an end lasts; one that ended lasts long enough when its months are full."""
    enough = job.until is None or job.until >= last_day_of_months(job.since, measure.rule.employment.months_at_least)
    return None if enough else Shortfall.TOO_SHORT


def _part_too_small(job: Job, measure: Measure, *, disabled: bool) -> Shortfall | None:
    rule = measure.rule.employment
    if disabled and rule.any_part_with_disability:
        return None
    return None if Fraction(job.part or 0) >= rule.part_at_least else Shortfall.PART_TOO_SMALL


def _value_too_low(job: Job, measure: Measure) -> Shortfall | None:
    """The minimum wage is that of the day the contract was made."""
    least = least_value(job, measure)
    if least is None:
        return Shortfall.MINIMUM_WAGE_UNKNOWN
    return None if job.value is not None and job.value >= least else Shortfall.VALUE_TOO_LOW


def least_value(job: Job, measure: Measure) -> Decimal | None:
    """What a civil or work contract must be worth at least, PLN; None where the table has no minimum wage."""
    wage = measure.wages.on(job.contracted_on)
    return None if wage is None else wage * measure.rule.employment.civil_value_in_minimum_wages
