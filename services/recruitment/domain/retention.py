"""The retention of a project: until when its data is kept and why; one person extends it, two shorten it, a dispute stops it.

Nobody is erased before the last day of keeping has passed, nor while it is suspended.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, assert_never
from uuid import UUID

from services.recruitment.domain.retention_events import (
    Days,
    ExtensionBasis,
    RetentionEnded,
    RetentionExtended,
    RetentionResumed,
    RetentionSet,
    RetentionSuspended,
    ShorterRetentionProposed,
    SuspensionReason,
)
from services.recruitment.domain.retention_rules import RetentionRule, Whom
from shared.events.decider import Decider
from shared.events.event import Event, Part, Sealed
from shared.kernel.command import Command
from shared.kernel.errors import Forbidden, Invalid, NotFound, Refused
from shared.kernel.ids import Code


class Retention(Part):
    """What decisions need. `until` and `candidates_until`: the last days by the bases; `proposed`: a shorter period."""

    basis: Code | None = None
    until: date | None = None
    candidates_until: date | None = None
    extended: Mapping[Whom, date] = {}
    suspended: tuple[SuspensionReason, ...] = ()
    proposed: ShorterRetentionProposed | None = None
    ended: bool = False

    def last_day(self, whom: Whom) -> date | None:
        """The last day of keeping; None: nothing is set yet, so there is none."""
        by_basis = self.until if whom is Whom.PARTICIPANTS else self.candidates_until
        return by_basis and max(by_basis, self.extended.get(whom, by_basis))


class SetRetention(Command):
    """Keep by these bases, counted from these days. `aid`: the basis of state aid, which holds beside the other one."""

    project: Code
    days: Days
    basis: RetentionRule
    candidates: RetentionRule
    aid: RetentionRule
    reason: Sealed | None
    today: date


class ProposeShorterRetention(SetRetention):
    """Keep by these bases although some last day comes earlier, if another person agrees."""

    proposal: UUID
    reason: Sealed
    by: UUID


class ApproveShorterRetention(Command):
    """Agree, as another person."""

    proposal: UUID
    by: UUID


class ExtendRetention(Command):
    """Keep longer."""

    project: Code
    whom: Whom
    until: date
    basis: ExtensionBasis
    reason: Sealed


class SuspendRetention(Command):
    """Erase nobody for now."""

    project: Code
    reason: SuspensionReason


class ResumeRetention(Command):
    """What stopped it is over."""

    project: Code
    reason: SuspensionReason


RetentionCommand = (
    SetRetention | ProposeShorterRetention | ApproveShorterRetention | ExtendRetention | SuspendRetention | ResumeRetention
)


def evolve(retention: Retention, event: Event) -> Retention:
    return retention.model_copy(update=_changes(retention, event))


def _changes(retention: Retention, event: Event) -> dict[str, Any]:
    match event:
        case RetentionSet():
            last = {"until": event.keep_until, "candidates_until": event.keep_candidates_until}
            return last | {"basis": event.basis, "proposed": None}
        case ShorterRetentionProposed():
            return {"proposed": event}
        case RetentionExtended():
            return {"extended": {**retention.extended, event.whom: event.keep_until}}
        case RetentionSuspended():
            return {"suspended": (*retention.suspended, event.because)}
        case RetentionResumed():
            return {"suspended": tuple(one for one in retention.suspended if one is not event.because)}
        case _:
            return {"ended": True} if isinstance(event, RetentionEnded) else {}


RETENTION = Decider("retention", Retention(), evolve)


def decide(retention: Retention, command: RetentionCommand) -> list[Event]:
    """Set, propose and approve a shorter period, extend, suspend or resume.

    Raises `Refused` (`retention_ended`, `retention_not_set`, `retention_never_shortened`, `retention_shortened`,
    `not_shorter`, `suspended_already`, `not_suspended`), `Forbidden` (`same_person`), `NotFound` (`unknown_proposal`),
    `Invalid` (`reason_missing`, `date_missing`, `date_in_future`, `basis_not_in_force`, `basis_for_others`).
    """
    if retention.ended:
        raise Refused("retention_ended", field="project", rule="the data of the project is erased; nothing is kept any more")
    match command:
        case ProposeShorterRetention():
            return [_proposed(retention, command)]
        case ApproveShorterRetention():
            return [_approved(retention, command)]
        case SetRetention():
            return [_set(retention, command)]
        case ExtendRetention():
            return _extend(retention, command)
        case SuspendRetention(project=project, reason=reason):
            if reason in retention.suspended:
                raise Refused("suspended_already", field="reason", rule="it is suspended for this reason already")
            return [RetentionSuspended(project=project, because=reason)]
        case ResumeRetention(project=project, reason=reason):
            if reason not in retention.suspended:
                raise Refused("not_suspended", field="reason", rule="it is not suspended for this reason")
            return [RetentionResumed(project=project, because=reason)]
        case _ as never:
            assert_never(never)


def check_over(retention: Retention, whom: Whom, today: date) -> None:
    """May these people's data be erased? Raises `Refused`: `retention_not_set`, `retention_suspended`, `retention_not_over`."""
    last = retention.last_day(whom)
    if last is None:
        raise Refused("retention_not_set", field="project", rule="nobody said yet until when the project's data is kept")
    if retention.suspended:
        rule = "nobody is erased while a dispute or a control needs the data"
        raise Refused("retention_suspended", field="project", rule=rule, reason=", ".join(retention.suspended))
    if today <= last:
        rule = "data is kept to the end of its last day"
        raise Refused("retention_not_over", field="project", rule=rule, basis=retention.basis, until=last.isoformat())


def is_over(retention: Retention, whom: Whom, today: date) -> bool:
    last = retention.last_day(whom)
    return last is not None and today > last and not retention.suspended


def _set(retention: Retention, command: SetRetention) -> RetentionSet:
    if retention.basis is not None and command.reason is None:
        raise Invalid("reason_missing", field="reason", rule="what was set before is corrected with a reason")
    event = RetentionSet(**_kept(command), reason=command.reason)
    if whom := _shortened(retention, event):
        rule = "a last day that is set comes earlier only when one person proposes it, with a reason, and another approves"
        raise Refused("retention_shortened", field="basis", rule=rule, **{one: str(retention.last_day(one)) for one in whom})
    return event


def _proposed(retention: Retention, command: ProposeShorterRetention) -> ShorterRetentionProposed:
    named = {"proposal": command.proposal, "reason": command.reason, "proposed_by": command.by}
    event = ShorterRetentionProposed(**_kept(command), **named)
    if not _shortened(retention, event):
        raise Refused("not_shorter", field="basis", rule="no last day comes earlier: it is set without a proposal")
    return event


def _approved(retention: Retention, command: ApproveShorterRetention) -> RetentionSet:
    proposed = retention.proposed
    if proposed is None or proposed.proposal != command.proposal:
        raise NotFound("unknown_proposal", field="proposal", rule="there is no such proposal, or another one came after it")
    if command.by == proposed.proposed_by:
        raise Forbidden("same_person", field="proposal", rule="who proposed a shorter period does not approve it")
    return RetentionSet.model_validate(proposed.model_dump(exclude={"proposal", "reason", "proposed_by"}))


def _kept(command: SetRetention) -> dict[str, Any]:
    """By which bases, from which days, and until when."""
    _check_days(command)
    days = command.days.counted()
    until = command.basis.last_day(days)
    if command.days.aid_granted_on is not None:
        until = max(until, command.aid.last_day(days))
    return {
        "project": command.project,
        "basis": command.basis.basis,
        "candidates_basis": command.candidates.basis,
        "days": command.days,
        "keep_until": until,
        "keep_candidates_until": min(command.candidates.last_day(days), until),
    }


def _shortened(retention: Retention, event: RetentionSet | ShorterRetentionProposed) -> list[Whom]:
    """Whose last day, extensions included, would come earlier than the one in force."""
    after = retention.model_copy(update={"until": event.keep_until, "candidates_until": event.keep_candidates_until})
    days = [(whom, retention.last_day(whom), after.last_day(whom)) for whom in Whom]
    return [whom for whom, before, then in days if before is not None and then is not None and then < before]


def _check_days(command: SetRetention) -> None:
    for name, day in dict(command.days).items():
        if day is not None and day > command.today:
            raise Invalid("date_in_future", field=name, rule="a fact cannot lie in the future")
    for field, rule, whom in (
        ("basis", command.basis, Whom.PARTICIPANTS),
        ("candidates_basis", command.candidates, Whom.CANDIDATES),
    ):
        if rule.whom is not whom:
            raise Invalid("basis_for_others", field=field, rule=f"a basis for {whom}")
        rule.check_in_force(command.days.agreement_ended_on, field)


def _extend(retention: Retention, command: ExtendRetention) -> list[Event]:
    last = retention.last_day(command.whom)
    if last is None:
        raise Refused("retention_not_set", field="project", rule="what is not set cannot be extended")
    if command.until <= last:
        rule = "an extension ends later than what is kept already; retention is never shortened"
        raise Refused("retention_never_shortened", field="until", rule=rule, until=last.isoformat())
    return [
        RetentionExtended(
            project=command.project,
            whom=command.whom,
            keep_until=command.until,
            basis=command.basis,
            reason=command.reason,
        )
    ]
