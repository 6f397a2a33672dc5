"""Outcomes after leaving: exclusions, the situation, a job and social progress, each with its evidence."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from services.recruitment.commands.participating import participant_card
from services.recruitment.domain.dates import check_lateness
from services.recruitment.domain.effectiveness_rules import WINDOW_MONTHS, EffectivenessRule, Share
from services.recruitment.domain.outcome import OUTCOME, Leaving, RecordOutcome, decide
from services.recruitment.domain.outcome_events import (
    EmploymentConfirmed,
    Evidence,
    ExclusionRecorded,
    OutcomeFact,
    SituationAfterLeavingRecorded,
    SocialEffectConfirmed,
)
from services.recruitment.domain.outcome_words import AfterLeaving, EmploymentForm, ExclusionKind, SocialCriterion
from services.recruitment.domain.participation import PARTICIPATION
from services.recruitment.projections.project import find_project
from services.recruitment.rules import effectiveness_rule
from shared.kernel.command import Command
from shared.kernel.money import Zloty
from shared.privacy.personal import Personal, to_seal
from shared.store.answer import Answer
from shared.store.transaction import Transaction

Why = Annotated[Personal | None, Field(default=None, description="why it is corrected; needed when it is recorded already")]
Late = Annotated[Personal | None, Field(default=None, description="needed more than 7 days after the fact and its evidence")]


class RecordExclusion(Command):
    """What keeps somebody out of the base of employment effectiveness."""

    application: UUID
    kind: ExclusionKind
    on: date
    evidence: Evidence
    reason: Why = None


class RecordSituation(Command):
    """The situation on a day from the end to 28 days after it."""

    application: UUID
    on: date
    situations: tuple[AfterLeaving, ...]
    evidence: Evidence
    late_reason: Late = None
    reason: Why = None


class ConfirmEmployment(Command):
    """A job that was proven."""

    application: UUID
    form: EmploymentForm
    contracted_on: date = Field(description="the day the contract was made")
    since: date = Field(description="the first day of work")
    until: date | None = Field(default=None, description="the last day; null: indefinite")
    part: Share | None = Field(default=None, description="share of full time as a fraction", examples=["1/2"])
    value: Zloty | None = Field(default=None, description="PLN; of a civil or work contract")
    startup_grant: bool = Field(default=False, description="paid from a start-up grant of an ESF project")
    evidence: Evidence
    late_reason: Late = None
    reason: Why = None


class ConfirmSocialEffect(Command):
    """Social progress that was proven."""

    application: UUID
    criteria: tuple[SocialCriterion, ...]
    measured_on: date
    evidence: Evidence
    reason: Why = None


async def record_exclusion(command: RecordExclusion, tx: Transaction) -> Answer:
    """Keep somebody out of the base of employment; also before the end. The same kind again is a correction.

    Refused for a day after the window (`outside_window`) and for a correction without a reason (`reason_missing`).
    """
    said = {"kind": command.kind, "on": command.on}
    return await _record(ExclusionRecorded, command, said, tx)


async def record_situation(command: RecordSituation, tx: Transaction) -> Answer:
    """Record the situation after leaving; `monitoring` may be followed by another one without a reason.

    Refused before the end (`participation_not_ended`), outside 28 days (`outside_28_days`), against the status at entry
    (`situation_contradicts_entry`), and for a correction without a reason (`reason_missing`).
    """
    check_lateness(max(command.on, command.evidence.dated), tx.today, command.late_reason or command.reason)
    said = {"on": command.on, "situations": command.situations, "late_reason": to_seal(command.late_reason)}
    return await _record(SituationAfterLeavingRecorded, command, said, tx)


async def confirm_employment(command: ConfirmEmployment, tx: Transaction) -> Answer:
    """Record a proven job; whether it counts is worked out by the rule of the project, never stored.

    Refused before the end (`participation_not_ended`) and for a correction without a reason (`reason_missing`).
    """
    check_lateness(max(command.since, command.evidence.dated), tx.today, command.late_reason or command.reason)
    names = ("form", "contracted_on", "until", "part", "value", "startup_grant")
    said = {name: getattr(command, name) for name in names}
    return await _record(
        EmploymentConfirmed, command, said | {"on": command.since, "late_reason": to_seal(command.late_reason)}, tx
    )


async def confirm_social_effect(command: ConfirmSocialEffect, tx: Transaction) -> Answer:
    """Record proven social progress, measured from the end to the last day of the window (`outside_window`).

    Refused before the end (`participation_not_ended`) and for a correction without a reason (`reason_missing`).
    """
    said = {"on": command.measured_on, "criteria": command.criteria}
    return await _record(SocialEffectConfirmed, command, said, tx)


OutcomeCommand = RecordExclusion | RecordSituation | ConfirmEmployment | ConfirmSocialEffect


async def _record(kind: type[OutcomeFact], command: OutcomeCommand, said: dict[str, Any], tx: Transaction) -> Answer:
    """Decide under the locks of the outcome and of the participation, whose end must not move meanwhile."""
    outcome = await tx.load(OUTCOME, command.application)
    participation = await tx.load(PARTICIPATION, command.application)
    card = await participant_card(tx, command.application, "application")
    project = await find_project(tx.db, tx.who, card.project)
    rule = effectiveness_rule(project.effectiveness.version) if project.effectiveness else None
    fact = kind(
        project=card.project,
        participant=card.application,
        person=card.person,
        evidence=command.evidence,
        rule_version=rule and rule.version,
        reason=to_seal(command.reason),
        **said,
    )
    leaving = Leaving(
        labour_status=card.labour_status, ended_on=participation.state.ended_on, window_months=_window_months(rule)
    )
    tx.append(outcome, decide(outcome.state, RecordOutcome(fact=fact, leaving=leaving, today=tx.today)))
    return Answer()


def _window_months(rule: EffectivenessRule | None) -> int:
    return rule.window_months if rule else WINDOW_MONTHS
