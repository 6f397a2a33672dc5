"""Retention of a project: setting it, shortening it by two people, extending, suspending and resuming it."""

from datetime import date
from typing import Any
from uuid import UUID

from pydantic import Field

from services.recruitment.domain.retention import (
    RETENTION,
    ApproveShorterRetention,
    ExtendRetention,
    ProposeShorterRetention,
    ResumeRetention,
    RetentionCommand,
    SetRetention,
    SuspendRetention,
    decide,
)
from services.recruitment.domain.retention_events import Days, ExtensionBasis, SuspensionReason
from services.recruitment.domain.retention_rules import CANDIDATES_BASIS, STATE_AID, Whom
from services.recruitment.projections.project import find_project
from services.recruitment.rules import retention_rule
from shared.kernel.command import Command
from shared.kernel.errors import Invalid
from shared.kernel.ids import Code, new_id
from shared.privacy.personal import Personal, to_seal
from shared.store.answer import Answer
from shared.store.transaction import Transaction


class SetRetentionOfProject(Command):
    """By which bases the data of a project is kept, and the days that their periods are counted from."""

    project: Code
    basis: Code = Field(description="of everybody but candidates without a place", examples=["reg_2021_1060"])
    candidates_basis: Code = Field(default=CANDIDATES_BASIS, description="of candidates without a place")
    agreement_ended_on: date
    last_payment_on: date | None = Field(default=None, description="the last payment to the beneficiary")
    accounts_submitted_on: date | None = Field(
        default=None, description="accounts with the final expenditure; the institution tells"
    )
    aid_granted_on: date | None = Field(default=None, description="the last state aid or de minimis aid, where there was any")
    reason: Personal | None = Field(default=None, description="needed when it was set before")


class ProposeShorterRetentionOfProject(SetRetentionOfProject):
    """What was set before keeps data too long: how it is to be instead, and why. Another person approves it."""

    reason: Personal


class ApproveShorterRetentionOfProject(Command):
    """Agree to a shorter period that somebody else proposed."""

    project: Code
    proposal: UUID


class ExtendRetentionOfProject(Command):
    """Keep data longer; `until` is the new last day."""

    project: Code
    whom: Whom = Whom.PARTICIPANTS
    until: date
    basis: ExtensionBasis
    reason: Personal


class SuspendRetentionOfProject(Command):
    """Erase nobody while a dispute or a control needs the data."""

    project: Code
    reason: SuspensionReason


class ResumeRetentionOfProject(Command):
    """The dispute or the control is over."""

    project: Code
    reason: SuspensionReason


class RetentionAnswer(Answer):
    """The last days of keeping."""

    until: date | None
    candidates_until: date | None


class ShorterRetentionAnswer(RetentionAnswer):
    """The proposal, and the last days of keeping as they are until it is approved."""

    proposal_id: UUID


async def set_retention(command: SetRetentionOfProject, tx: Transaction) -> RetentionAnswer:
    """Say until when the data of a project is kept; the last days follow from the bases of the rule pack.

    Refused: `unknown_basis`, `basis_for_others`, `basis_not_in_force`, `date_missing`, `date_in_future`,
    `ended_before_start`, `reason_missing` when it was set before, `retention_shortened` when a last day would come earlier
    than the one in force (`propose_shorter_retention`), `retention_ended`.
    """
    return await _decided(tx, command.project, SetRetention(**await _setting(command, tx)))


async def propose_shorter_retention(command: ProposeShorterRetentionOfProject, tx: Transaction) -> ShorterRetentionAnswer:
    """Propose a shorter period than the one in force; nothing changes until another person approves. A later one replaces it.

    Refused: `not_shorter`, and otherwise as `set_retention` is.
    """
    proposal = new_id()
    proposing = ProposeShorterRetention(**await _setting(command, tx), proposal=proposal, by=tx.who.actor)
    return ShorterRetentionAnswer(**dict(await _decided(tx, command.project, proposing)), proposal_id=proposal)


async def approve_shorter_retention(command: ApproveShorterRetentionOfProject, tx: Transaction) -> RetentionAnswer:
    """Agree to a shorter period: it holds from now on. Refused: `same_person`, `unknown_proposal`, `retention_ended`."""
    await find_project(tx.db, tx.who, command.project)
    return await _decided(tx, command.project, ApproveShorterRetention(proposal=command.proposal, by=tx.who.actor))


async def _setting(command: SetRetentionOfProject, tx: Transaction) -> dict[str, Any]:
    project = await find_project(tx.db, tx.who, command.project)
    if command.agreement_ended_on < project.starts_on:
        rule = "an agreement ends on or after the first day of the project"
        raise Invalid("ended_before_start", field="agreement_ended_on", rule=rule)
    return {
        "project": command.project,
        "days": Days(**{name: getattr(command, name) for name in Days.model_fields}),
        "basis": retention_rule(command.basis),
        "candidates": retention_rule(command.candidates_basis, "candidates_basis"),
        "aid": retention_rule(STATE_AID),
        "reason": to_seal(command.reason),
        "today": tx.today,
    }


async def extend_retention(command: ExtendRetentionOfProject, tx: Transaction) -> RetentionAnswer:
    """Keep data longer, as an authority or a law demands. Refused: `retention_never_shortened`, `retention_not_set`."""
    await find_project(tx.db, tx.who, command.project)
    reason = to_seal(command.reason)
    assert reason is not None
    return await _decided(tx, command.project, ExtendRetention(**dict(command) | {"reason": reason}))


async def suspend_retention(command: SuspendRetentionOfProject, tx: Transaction) -> RetentionAnswer:
    """Erase nobody of the project for now; an erasure that is under way stops. Refused: `suspended_already`."""
    await find_project(tx.db, tx.who, command.project)
    return await _decided(tx, command.project, SuspendRetention(**dict(command)))


async def resume_retention(command: ResumeRetentionOfProject, tx: Transaction) -> RetentionAnswer:
    """What stopped the erasures is over; the last days stay as they were. Refused: `not_suspended`."""
    await find_project(tx.db, tx.who, command.project)
    return await _decided(tx, command.project, ResumeRetention(**dict(command)))


async def _decided(tx: Transaction, project: Code, command: RetentionCommand) -> RetentionAnswer:
    retention = await tx.load(RETENTION, project)
    tx.append(retention, decide(retention.state, command))
    last = retention.state.last_day
    return RetentionAnswer(until=last(Whom.PARTICIPANTS), candidates_until=last(Whom.CANDIDATES))
