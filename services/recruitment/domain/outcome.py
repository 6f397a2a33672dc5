"""Outcomes of one participant: facts after leaving, each proven, in its time, and corrected only with a reason."""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import assert_never

from services.recruitment.domain.dates import months_after
from services.recruitment.domain.effectiveness_rules import WINDOW_MONTHS
from services.recruitment.domain.outcome_events import (
    EmploymentConfirmed,
    ExclusionRecorded,
    OutcomeFact,
    SituationAfterLeavingRecorded,
    SocialEffectConfirmed,
)
from services.recruitment.domain.outcome_words import ALONE, AfterLeaving, EmploymentForm, ExclusionKind
from services.recruitment.domain.words import LabourStatus
from shared.events.decider import Decider
from shared.events.event import Event, Part
from shared.kernel.command import Command
from shared.kernel.errors import Invalid, Refused

SITUATION_DAYS = 28
"""Days after the end within which the situation is established (domain 1.2: up to four weeks)."""
VALUED = frozenset({EmploymentForm.CIVIL_CONTRACT, EmploymentForm.WORK_CONTRACT})
"""Forms whose value decides."""


DAY_FIELDS: dict[type[Event], str] = {EmploymentConfirmed: "since", SocialEffectConfirmed: "measured_on"}
"""How the command calls the date of the fact, where it is not `on`."""


class Outcome(Part):
    """What decisions about outcomes need: what was recorded already."""

    exclusions: frozenset[ExclusionKind] = frozenset()
    situations: tuple[AfterLeaving, ...] = ()
    employment: bool = False
    social: bool = False


class Leaving(Part):
    """How the participant came and when participation ended (None: it has not)."""

    labour_status: LabourStatus
    ended_on: date | None
    window_months: int = WINDOW_MONTHS

    @property
    def end(self) -> date:
        assert self.ended_on is not None, "it was checked that participation ended"
        return self.ended_on

    @property
    def window_until(self) -> date:
        """The last day of the window, included (decision D24)."""
        return months_after(self.end, self.window_months)


class RecordOutcome(Command):
    """A fact, as the event it becomes."""

    fact: OutcomeFact
    leaving: Leaving
    today: date


def evolve(outcome: Outcome, event: Event) -> Outcome:
    match event:
        case ExclusionRecorded():
            return outcome.model_copy(update={"exclusions": outcome.exclusions | {event.kind}})
        case SituationAfterLeavingRecorded():
            return outcome.model_copy(update={"situations": event.situations})
        case EmploymentConfirmed():
            return outcome.model_copy(update={"employment": True})
        case SocialEffectConfirmed():
            return outcome.model_copy(update={"social": True})
        case _:
            return outcome


OUTCOME = Decider("outcome", Outcome(), evolve)


def decide(outcome: Outcome, command: RecordOutcome) -> list[Event]:
    """Take a fact in.

    Raises `Refused` (`participation_not_ended`, `situation_contradicts_entry`, `reason_missing`, `nothing_to_correct`)
    and `Invalid` (`date_in_future`, `outside_28_days`, `outside_window`, `duplicate_code`, `exclusive_situation`,
    `situation_missing`, `criterion_missing`, `until_before_since`, `part_missing`, `part_out_of_range`, `value_missing`).
    """
    fact, leaving = command.fact, command.leaving
    if leaving.ended_on is None and not isinstance(fact, ExclusionRecorded):
        raise Refused("participation_not_ended", field="application", rule="outcomes are established after the end")
    _not_later(fact.on, command.today, DAY_FIELDS.get(type(fact), "on"))
    _not_later(fact.evidence.dated, command.today, "evidence.dated")
    match fact:
        case ExclusionRecorded():
            _check_exclusion(fact, leaving)
            _check_reason(fact, known=fact.kind in outcome.exclusions)
        case SituationAfterLeavingRecorded():
            _check_situation(fact, leaving)
            # "In monitoring" is no answer yet: what follows it may be a correction, but need not.
            if outcome.situations != (AfterLeaving.MONITORING,):
                _check_reason(fact, known=bool(outcome.situations))
        case EmploymentConfirmed():
            _check_employment(fact, command.today)
            _check_reason(fact, known=outcome.employment)
        case SocialEffectConfirmed():
            _check_social_effect(fact, leaving)
            _check_reason(fact, known=outcome.social)
        case _ as never:
            assert_never(never)
    return [fact]


def _check_reason(fact: OutcomeFact, *, known: bool) -> None:
    if known and fact.reason is None:
        raise Refused("reason_missing", field="reason", rule="it is recorded already: a correction says why")
    if not known and fact.reason is not None:
        raise Refused("nothing_to_correct", field="reason", rule="nothing is recorded yet that could be corrected")


def _check_exclusion(fact: ExclusionRecorded, leaving: Leaving) -> None:
    if leaving.ended_on is not None and fact.on > leaving.window_until:
        raise _outside_window("on", leaving)


def _check_situation(fact: SituationAfterLeavingRecorded, leaving: Leaving) -> None:
    if not leaving.end <= fact.on <= leaving.end + timedelta(days=SITUATION_DAYS):
        rule = f"the situation is that of a day from the end to {SITUATION_DAYS} days after it"
        raise Invalid("outside_28_days", field="on", rule=rule, ended_on=leaving.end.isoformat())
    if not fact.situations:
        raise Invalid("situation_missing", field="situations", rule="at least one situation; `none` where there is none")
    _once(fact.situations, "situations")
    if len(fact.situations) > 1 and ALONE & set(fact.situations):
        rule = "`monitoring` and `none` stand beside no other situation"
        raise Invalid("exclusive_situation", field="situations", rule=rule)
    if CONTRADICTIONS[leaving.labour_status] & set(fact.situations):
        rule = (
            "`seeking_work` only for who was inactive at entry, `job_taken` only for who did not work then, "
            "`employment_continued` only for who did"
        )
        raise Refused("situation_contradicts_entry", field="situations", rule=rule)


_OUT_OF_WORK = frozenset({AfterLeaving.SEEKING_WORK, AfterLeaving.EMPLOYMENT_CONTINUED})
CONTRADICTIONS: dict[LabourStatus, frozenset[AfterLeaving]] = {
    LabourStatus.UNEMPLOYED_REGISTERED: _OUT_OF_WORK,
    LabourStatus.UNEMPLOYED_UNREGISTERED: _OUT_OF_WORK,
    LabourStatus.INACTIVE: frozenset({AfterLeaving.EMPLOYMENT_CONTINUED}),
    LabourStatus.EMPLOYED: frozenset({AfterLeaving.SEEKING_WORK, AfterLeaving.JOB_TAKEN}),
}
"""Situations that the status at entry rules out (validation rule V15)."""


def _check_employment(fact: EmploymentConfirmed, today: date) -> None:
    _not_later(fact.contracted_on, today, "contracted_on")
    if fact.until is not None and fact.until < fact.on:
        raise Invalid("until_before_since", field="until", rule="a job ends on or after its first day")
    if fact.form is EmploymentForm.EMPLOYMENT_CONTRACT and fact.part is None:
        raise Invalid("part_missing", field="part", rule="an employment contract says its share of full time")
    if fact.part is not None and not 0 < Fraction(fact.part) <= 1:
        raise Invalid("part_out_of_range", field="part", rule="a share of full time is more than 0 and at most 1")
    if fact.form in VALUED and (fact.value is None or fact.value <= 0):
        raise Invalid("value_missing", field="value", rule="a civil or work contract says what it is worth")


def _check_social_effect(fact: SocialEffectConfirmed, leaving: Leaving) -> None:
    if not leaving.end <= fact.on <= leaving.window_until:
        raise _outside_window("measured_on", leaving)
    if not fact.criteria:
        raise Invalid("criterion_missing", field="criteria", rule="at least one criterion is met")
    _once(fact.criteria, "criteria")


def _once(codes: Sequence[str], field: str) -> None:
    if len(set(codes)) < len(codes):
        raise Invalid("duplicate_code", field=field, rule="each code stands once")


def _not_later(on: date, today: date, field: str) -> None:
    if on > today:
        raise Invalid("date_in_future", field=field, rule="a fact cannot lie in the future", today=today.isoformat())


def _outside_window(field: str, leaving: Leaving) -> Invalid:
    rule = f"what counts happens within {leaving.window_months} months after leaving, the last day included"
    until = leaving.window_until.isoformat()
    return Invalid("outside_window", field=field, rule=rule, since=leaving.end.isoformat(), until=until)
