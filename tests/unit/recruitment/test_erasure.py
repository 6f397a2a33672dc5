"""Erasure: who is due, proposed by one and approved by another, in parts, and nobody twice."""

from datetime import date
from uuid import UUID

import pytest

from services.recruitment.domain.erasure import (
    AT_ONCE,
    ERASURE,
    Approve,
    CarryOut,
    Entered,
    ErasureApproved,
    ErasureCompleted,
    ErasureHalted,
    ErasureKind,
    ErasureProposed,
    Halt,
    HaltReason,
    PeopleErased,
    Propose,
    decide,
    due,
    erase,
    kept_as,
    without_place,
)
from services.recruitment.domain.identity import Capacity
from services.recruitment.domain.person import Person, SubjectErased
from services.recruitment.domain.retention import Retention
from services.recruitment.domain.retention_rules import Whom
from shared.events.event import Event
from shared.kernel.errors import Forbidden, Refused
from shared.testing.given import given
from tests.unit.recruitment.examples import PROJECT, uid

BATCH = {"batch": uid("batch"), "project": PROJECT}
ANNA, MAREK, OLA = uid("anna"), uid("marek"), uid("ola")
OFFICER, COORDINATOR = uid("officer"), uid("coordinator")


def propose(*people: UUID, kind: ErasureKind = ErasureKind.CANDIDATES) -> Propose:
    return Propose(**BATCH, kind=kind, request=None, people=people, by=OFFICER)


def proposed(*people: UUID, kind: ErasureKind = ErasureKind.CANDIDATES) -> ErasureProposed:
    return ErasureProposed(**BATCH, kind=kind, people=people, proposed_by=OFFICER)


def approved() -> ErasureApproved:
    return ErasureApproved(**BATCH, approved_by=COORDINATOR)


def part(erased: tuple[UUID, ...], kept: tuple[UUID, ...] = ()) -> PeopleErased:
    return PeopleErased(**BATCH, erased=erased, kept=kept)


def entry(
    name: str, *capacities: tuple[Capacity, str | None], applied: bool = False, place: bool = False, human: str = ""
) -> Entered:
    held = tuple((capacity, of and uid(of)) for capacity, of in capacities)
    return Entered(person=uid(name), human=uid(human or name), applied=applied, had_place=place, capacities=held)


def candidate(name: str, *more: tuple[Capacity, str | None], place: bool = False, human: str = "") -> Entered:
    return entry(name, (Capacity.CANDIDATE, None), *more, applied=True, place=place, human=human)


def test_somebody_proposes_and_another_one_approves() -> None:
    given(ERASURE).when(decide, propose(ANNA)).then(proposed(ANNA))
    given(ERASURE, proposed(ANNA)).when(decide, Approve(by=COORDINATOR)).then(approved())
    no = given(ERASURE, proposed(ANNA)).when(decide, Approve(by=OFFICER)).refused("same_person")
    assert isinstance(no, Forbidden)
    given(ERASURE, proposed(ANNA), approved()).when(decide, Approve(by=COORDINATOR)).refused("already_approved")


def test_nobody_is_proposed_where_nobody_is_due_unless_the_project_is_to_end() -> None:
    given(ERASURE).when(decide, propose()).refused("nobody_due")
    given(ERASURE).when(decide, propose(kind=ErasureKind.EVERYBODY)).then(proposed(kind=ErasureKind.EVERYBODY))


def test_the_parts_of_an_erasure_end_with_the_last_person() -> None:
    going = given(ERASURE, proposed(ANNA, MAREK, OLA), approved())
    going.when(decide, CarryOut(erased=(ANNA,), kept=())).then(part((ANNA,)))
    last = given(ERASURE, proposed(ANNA, MAREK, OLA), approved(), part((ANNA,)))
    last.when(decide, CarryOut(erased=(MAREK,), kept=(OLA,))).then(part((MAREK,), (OLA,)), ErasureCompleted(**BATCH))


def test_a_part_is_two_hundred_people() -> None:
    people = tuple(uid(str(number)) for number in range(450))
    state = given(ERASURE, proposed(*people), approved(), part(people[:200])).state
    assert state.next_part == people[200:400]
    assert AT_ONCE == 200


def test_an_erasure_is_halted_for_good() -> None:
    outcome = given(ERASURE, proposed(ANNA), approved()).when(decide, Halt(reason=HaltReason.SUSPENDED))
    outcome.then(ErasureHalted(**BATCH, reason=HaltReason.SUSPENDED))
    assert outcome.state.finished


def test_who_is_not_known_in_the_project_or_was_erased_is_not_erased_again() -> None:
    told = SubjectErased(person=ANNA, project=PROJECT, applications=(uid("application"),))
    assert erase(Person(projects=(PROJECT, "over")), told) == [told]
    assert erase(Person(projects=("over",), erased=(PROJECT,)), told) == []
    assert erase(Person(), told) == []


def test_candidates_without_a_place_are_those_who_applied_and_never_got_one() -> None:
    entries = [candidate("anna"), candidate("marek", place=True), entry("ola", (Capacity.VOLUNTEER, None))]
    assert without_place(entries) == {ANNA}


def test_who_is_also_a_volunteer_is_kept_as_one() -> None:
    assert without_place([candidate("anna", (Capacity.VOLUNTEER, None))]) == set()


def test_the_family_of_a_candidate_goes_with_the_candidate_and_that_of_a_participant_stays() -> None:
    family = Capacity.FAMILY_MEMBER
    entries = [
        candidate("anna"),
        candidate("marek", place=True),
        entry("annas son", (family, "anna")),
        entry("mareks son", (family, "marek")),
        entry("their aunt", (family, "anna"), (family, "marek")),
        candidate("mareks wife", (family, "marek")),
    ]
    assert without_place(entries) == {ANNA, uid("annas son")}


def test_all_entries_of_a_human_being_are_kept_alike() -> None:
    entries = [candidate("anna"), candidate("old anna", place=True, human="anna"), candidate("ola")]
    assert without_place(entries) == {OLA}
    assert kept_as({ANNA, uid("old anna")}, entries) is Whom.PARTICIPANTS
    assert kept_as({OLA}, entries) is Whom.CANDIDATES
    assert kept_as({uid("nobody")}, entries) is Whom.PARTICIPANTS


@pytest.mark.parametrize(
    ("today", "expected"),
    [("2024-06-30", set()), ("2024-07-01", {ANNA}), ("2026-12-31", {ANNA}), ("2027-01-01", {ANNA, MAREK})],
)
def test_candidates_are_due_before_participants(today: str, expected: set[UUID]) -> None:
    kept = Retention(basis="x", until=date(2026, 12, 31), candidates_until=date(2024, 6, 30))
    assert due([candidate("anna"), candidate("marek", place=True)], kept, date.fromisoformat(today)) == expected


def test_nobody_is_due_while_it_is_suspended_or_not_set() -> None:
    suspended = Retention.model_validate(
        {"basis": "x", "until": "2020-12-31", "candidates_until": "2020-12-31", "suspended": ["control"]}
    )
    for kept in (suspended, Retention()):
        assert due([candidate("anna")], kept, date(2030, 1, 1)) == set()


def test_refusals_hold_no_personal_data() -> None:
    events: list[Event] = [proposed(ANNA)]
    with pytest.raises(Refused) as no:
        decide(ERASURE.fold(ERASURE.initial, events), Approve(by=OFFICER))
    assert no.value.facts == {}
