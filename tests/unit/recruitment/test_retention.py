"""Retention: the last day of keeping by each basis, extended but never shortened, and stopped by a dispute."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.recruitment.domain.retention import (
    RETENTION,
    ApproveShorterRetention,
    ExtendRetention,
    ProposeShorterRetention,
    ResumeRetention,
    Retention,
    SetRetention,
    SuspendRetention,
    check_over,
    decide,
    is_over,
)
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
from services.recruitment.rules import RETENTION as BASES
from services.recruitment.rules import retention_rule
from shared.events.event import Event, Sealed
from shared.kernel.errors import Refused
from shared.testing.given import given
from tests.unit.recruitment.examples import PROJECT

OFFICER, COORDINATOR, PROPOSAL = uuid4(), uuid4(), uuid4()
WHY = Sealed.of("kontrola instytucji zarządzającej")
ENDED = {"agreement_ended_on": "2023-06-30"}
ACCOUNTS = ENDED | {"accounts_submitted_on": "2024-02-15"}


def setting(
    basis: str = "reg_1303_2013_two_years",
    candidates: str = "candidates_one_year",
    reason: Sealed | None = None,
    today: str = "2024-03-01",
    **days: str,
) -> SetRetention:
    return SetRetention(
        project=PROJECT,
        days=Days.model_validate(days or ACCOUNTS),
        basis=retention_rule(basis),
        candidates=retention_rule(candidates),
        aid=retention_rule("state_aid"),
        reason=reason,
        today=date.fromisoformat(today),
    )


def was_set(until: str = "2026-12-31", candidates_until: str = "2024-06-30", **more: Any) -> RetentionSet:
    said = {"basis": "reg_1303_2013_two_years", "candidates_basis": "candidates_one_year", "days": ACCOUNTS}
    dates = {"keep_until": until, "keep_candidates_until": candidates_until}
    return RetentionSet.model_validate({"project": PROJECT} | said | dates | more)


def extension(field: str, until: str, whom: Whom) -> dict[str, Any]:
    basis = ExtensionBasis.AUTHORITY
    return {"project": PROJECT, "whom": whom, field: date.fromisoformat(until), "basis": basis, "reason": WHY}


def extend(until: str, whom: Whom = Whom.PARTICIPANTS) -> ExtendRetention:
    return ExtendRetention(**extension("until", until, whom))


def extended(until: str, whom: Whom = Whom.PARTICIPANTS) -> RetentionExtended:
    return RetentionExtended(**extension("keep_until", until, whom))


def suspended(reason: SuspensionReason = SuspensionReason.CONTROL) -> RetentionSuspended:
    return RetentionSuspended(project=PROJECT, because=reason)


def state(*events: Event) -> Retention:
    return RETENTION.fold(RETENTION.initial, list(events))


@pytest.mark.parametrize("rule", BASES.values(), ids=list(BASES))
def test_every_basis_of_the_pack_gives_the_last_day_of_its_example(rule: RetentionRule) -> None:
    days = {rule.counted_from: rule.example.day} if rule.counted_from else {}
    assert rule.last_day(days) == rule.example.until


@pytest.mark.parametrize(
    ("basis", "days", "until"),
    [
        ("po_kl_2007_2013", {"agreement_ended_on": "2012-08-31"}, "2020-12-31"),
        ("reg_1303_2013_two_years", {"accounts_submitted_on": "2023-01-01"}, "2025-12-31"),
        ("reg_1303_2013_two_years", {"accounts_submitted_on": "2023-12-31"}, "2025-12-31"),
        ("reg_1303_2013_three_years", {"accounts_submitted_on": "2023-12-31"}, "2026-12-31"),
        ("reg_2021_1060", {"last_payment_on": "2026-01-02"}, "2031-12-31"),
    ],
)
def test_periods_are_counted_from_the_end_of_the_year(basis: str, days: dict[str, str], until: str) -> None:
    command = setting(basis, today="2026-06-01", **{"agreement_ended_on": "2023-06-30"} | days)
    [event] = decide(RETENTION.initial, command)
    assert isinstance(event, RetentionSet)
    assert event.keep_until == date.fromisoformat(until)


def test_candidates_without_a_place_are_kept_for_their_own_shorter_time() -> None:
    given(RETENTION).when(decide, setting()).then(was_set(until="2026-12-31", candidates_until="2024-06-30"))


def test_candidates_are_never_kept_longer_than_participants() -> None:
    [event] = decide(RETENTION.initial, setting(candidates="candidates_five_years"))
    assert isinstance(event, RetentionSet)
    assert event.keep_candidates_until == event.keep_until == date(2026, 12, 31)


def test_state_aid_keeps_the_data_for_ten_years_where_that_is_longer() -> None:
    [event] = decide(RETENTION.initial, setting(**ACCOUNTS, aid_granted_on="2021-05-04"))
    assert isinstance(event, RetentionSet)
    assert event.keep_until == date(2031, 5, 4)
    [event] = decide(RETENTION.initial, setting(**ACCOUNTS, aid_granted_on="2015-05-04"))
    assert isinstance(event, RetentionSet)
    assert event.keep_until == date(2026, 12, 31)


def test_a_basis_needs_the_day_it_is_counted_from() -> None:
    no = given(RETENTION).when(decide, setting(**ENDED)).refused("date_missing")
    assert no.field == "accounts_submitted_on"


def test_a_basis_holds_for_agreements_of_its_time_and_for_its_people() -> None:
    early = {"agreement_ended_on": "2021-06-30", "last_payment_on": "2021-06-30"}
    given(RETENTION).when(decide, setting("reg_2021_1060", **early)).refused("basis_not_in_force")
    given(RETENTION).when(decide, setting("po_kl_2007_2013")).refused("basis_not_in_force")
    given(RETENTION).when(decide, setting("candidates_one_year")).refused("basis_for_others")
    given(RETENTION).when(decide, setting(candidates="reg_2021_1060")).refused("basis_for_others")


def test_no_day_lies_in_the_future() -> None:
    no = given(RETENTION).when(decide, setting(today="2024-02-14")).refused("date_in_future")
    assert no.field == "accounts_submitted_on"


def test_what_was_set_is_corrected_with_a_reason() -> None:
    given(RETENTION, was_set()).when(decide, setting()).refused("reason_missing")
    given(RETENTION, was_set("2025-12-31")).when(decide, setting(reason=WHY)).then(was_set(reason=WHY))


@pytest.mark.parametrize(
    ("before", "whom", "until"),
    [
        (was_set("2027-01-01"), Whom.PARTICIPANTS, "2027-01-01"),
        (was_set(candidates_until="2024-07-01"), Whom.CANDIDATES, "2024-07-01"),
    ],
)
def test_nobody_brings_a_last_day_forward_alone(before: RetentionSet, whom: Whom, until: str) -> None:
    """By the bases and days of the command it would be 31.12.2026, and 30.06.2024 for candidates."""
    no = given(RETENTION, before).when(decide, setting(reason=WHY)).refused("retention_shortened")
    assert no.facts == {whom.value: until}


def test_a_shorter_basis_under_a_longer_extension_shortens_nothing() -> None:
    longer = (was_set("2027-12-31"), extended("2028-12-31"))
    given(RETENTION, *longer).when(decide, setting(reason=WHY)).then(was_set(reason=WHY))
    shorter = (was_set("2025-12-31"), extended("2026-12-31"))
    given(RETENTION, *shorter).when(decide, setting(reason=WHY)).then(was_set(reason=WHY))
    given(RETENTION, was_set(), extended("2027-12-31")).when(decide, proposing()).refused("not_shorter")


def proposing(by: UUID = OFFICER) -> ProposeShorterRetention:
    return ProposeShorterRetention(**dict(setting(reason=WHY)), proposal=PROPOSAL, by=by)


def proposed() -> ShorterRetentionProposed:
    said = dict(was_set(reason=WHY)) | {"proposal": PROPOSAL, "proposed_by": OFFICER}
    return ShorterRetentionProposed(**said)


def approving(by: UUID = COORDINATOR, proposal: UUID = PROPOSAL) -> ApproveShorterRetention:
    return ApproveShorterRetention(proposal=proposal, by=by)


def test_two_people_bring_a_last_day_forward() -> None:
    kept = was_set("2030-12-31")
    given(RETENTION, kept).when(decide, proposing()).then(proposed())
    assert state(kept, proposed()).last_day(Whom.PARTICIPANTS) == date(2030, 12, 31)
    given(RETENTION, kept, proposed()).when(decide, approving(by=OFFICER)).refused("same_person")
    given(RETENTION, kept, proposed()).when(decide, approving()).then(was_set())
    given(RETENTION, kept, proposed()).when(decide, approving(proposal=uuid4())).refused("unknown_proposal")


def test_a_proposal_falls_with_what_it_was_about() -> None:
    kept = was_set("2030-12-31")
    given(RETENTION, kept, proposed(), was_set("2031-12-31")).when(decide, approving()).refused("unknown_proposal")
    given(RETENTION, kept).when(decide, approving()).refused("unknown_proposal")
    given(RETENTION).when(decide, proposing()).refused("not_shorter")


def test_an_extension_is_later_than_what_is_kept_already() -> None:
    given(RETENTION, was_set()).when(decide, extend("2027-12-31")).then(extended("2027-12-31"))
    no = given(RETENTION, was_set()).when(decide, extend("2026-12-31")).refused("retention_never_shortened")
    assert no.facts["until"] == "2026-12-31"
    given(RETENTION, was_set(), extended("2028-12-31")).when(decide, extend("2027-12-31")).refused("retention_never_shortened")
    given(RETENTION).when(decide, extend("2027-12-31")).refused("retention_not_set")


def test_an_extension_is_of_participants_or_of_candidates() -> None:
    found = state(was_set(), extended("2025-06-30", Whom.CANDIDATES))
    assert found.last_day(Whom.CANDIDATES) == date(2025, 6, 30)
    assert found.last_day(Whom.PARTICIPANTS) == date(2026, 12, 31)


def test_a_correction_does_not_take_an_extension_back() -> None:
    assert state(was_set(), extended("2028-12-31"), was_set("2025-12-31")).last_day(Whom.PARTICIPANTS) == date(2028, 12, 31)


def test_the_last_day_is_still_kept_and_the_next_is_not() -> None:
    found = state(was_set())
    assert not is_over(found, Whom.PARTICIPANTS, date(2026, 12, 31))
    assert is_over(found, Whom.PARTICIPANTS, date(2027, 1, 1))
    assert is_over(found, Whom.CANDIDATES, date(2024, 7, 1))


@pytest.mark.parametrize(
    ("events", "code"),
    [
        ((), "retention_not_set"),
        ((was_set(),), "retention_not_over"),
        ((was_set("2024-06-30"), suspended()), "retention_suspended"),
        ((was_set("2024-06-30"), extended("2027-12-31")), "retention_not_over"),
    ],
)
def test_nobody_is_erased_before_the_end(events: tuple[Event, ...], code: str) -> None:
    with pytest.raises(Refused) as no:
        check_over(state(*events), Whom.PARTICIPANTS, date(2024, 7, 1))
    assert no.value.code == code


def test_a_dispute_and_a_control_each_have_to_be_over() -> None:
    dispute = SuspensionReason.DISPUTE
    both = (was_set("2024-06-30"), suspended(), suspended(dispute))
    given(RETENTION, *both).when(decide, SuspendRetention(project=PROJECT, reason=dispute)).refused("suspended_already")
    resumed = RetentionResumed(project=PROJECT, because=dispute)
    given(RETENTION, *both).when(decide, ResumeRetention(project=PROJECT, reason=dispute)).then(resumed)
    assert not is_over(state(*both, resumed), Whom.PARTICIPANTS, date(2025, 1, 1))
    over = RetentionResumed(project=PROJECT, because=SuspensionReason.CONTROL)
    assert is_over(state(*both, resumed, over), Whom.PARTICIPANTS, date(2025, 1, 1))
    given(RETENTION, was_set()).when(decide, ResumeRetention(project=PROJECT, reason=dispute)).refused("not_suspended")


def test_after_the_end_nothing_is_decided_any_more() -> None:
    ended = (was_set(), RetentionEnded(project=PROJECT))
    given(RETENTION, *ended).when(decide, extend("2030-12-31")).refused("retention_ended")
    given(RETENTION, *ended).when(decide, setting(reason=WHY)).refused("retention_ended")
