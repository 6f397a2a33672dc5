"""People of the registry: where they are known and as whom, corrected only where something differs, merged and unmerged."""

from services.recruitment.domain.identity import Capacity
from services.recruitment.domain.person import (
    PERSON,
    CapacityAdded,
    PersonCorrected,
    PersonEnteredProject,
    PersonMerged,
    PersonRegistered,
    PersonUnmerged,
    SubjectErased,
    add_capacity,
    correct,
    merge,
    unmerge,
)
from services.recruitment.domain.words import Sex
from shared.events.event import Sealed
from shared.testing.given import given
from tests.unit.recruitment.examples import uid

WHO = {"person": uid("anna"), "project": "bridge"}
ENTRY = WHO | {
    "capacity": Capacity.CANDIDATE,
    "given_name": Sealed.of("Anna"),
    "family_name": Sealed.of("Nowak"),
    "pesel": Sealed.of("…"),
    "birth_date": Sealed.of("1980-05-17"),
    "sex": Sex.FEMALE,
}
ANNA = PersonRegistered(**ENTRY)
ELSEWHERE = PersonEnteredProject(**ENTRY | {"project": "second", "capacity": Capacity.VOLUNTEER})
ERASED = SubjectErased(**WHO, applications=())
MERGED = PersonMerged(**WHO, into=uid("hanna"), reason=Sealed.of("one woman"))
UNMERGED = PersonUnmerged(**WHO, from_person=uid("hanna"), reason=Sealed.of("two women"))


def correction(**changes: object) -> PersonCorrected:
    return PersonCorrected(**WHO, reason=Sealed.of("marriage"), **changes)


def test_a_new_name_leaves_the_sex_alone():
    renamed = correction(family_name=Sealed.of("Kowalska"))
    assert given(PERSON, ANNA).when(correct, renamed).then(renamed).state.sex is Sex.FEMALE


def test_a_new_number_gives_the_sex_anew():
    renumbered = correction(pesel=Sealed.of("…"), birth_date=Sealed.of("1980-05-17"), sex=Sex.MALE)
    assert given(PERSON, ANNA).when(correct, renumbered).then(renumbered).state.sex is Sex.MALE


def test_a_correction_corrects_something():
    given(PERSON, ANNA).when(correct, correction()).refused("nothing_to_correct")


def test_a_capacity_is_added_once_for_each_whom_somebody_belongs_to():
    first = CapacityAdded(**WHO, capacity=Capacity.FAMILY_MEMBER, of=uid("marek"))
    second = CapacityAdded(**WHO, capacity=Capacity.FAMILY_MEMBER, of=uid("ola"))
    given(PERSON, ANNA, first).when(add_capacity, first).then()
    given(PERSON, ANNA, first).when(add_capacity, second).then(second)


def test_nothing_is_written_about_somebody_where_they_were_erased():
    here = given(PERSON, ANNA, ELSEWHERE, ERASED)
    here.when(correct, correction(family_name=Sealed.of("Kowalska"))).refused("erased_in_project")
    here.when(add_capacity, CapacityAdded(**WHO, capacity=Capacity.VOLUNTEER)).refused("erased_in_project")
    there = CapacityAdded(person=uid("anna"), project="second", capacity=Capacity.CONTACT)
    assert here.when(add_capacity, there).then(there).state.projects == ("second",)


def test_who_stands_for_another_one_is_merged_no_second_time():
    given(PERSON, ANNA).when(lambda anna, decided: merge(PERSON.initial, anna, decided), MERGED).then(MERGED)
    given(PERSON, ANNA, MERGED).when(lambda anna, decided: merge(PERSON.initial, anna, decided), MERGED).refused(
        "already_merged"
    )
    given(PERSON, ANNA, MERGED).when(lambda anna, decided: merge(anna, PERSON.initial, decided), MERGED).refused(
        "already_merged"
    )


def test_nobody_is_merged_with_itself():
    itself = MERGED.model_copy(update={"into": uid("anna")})
    given(PERSON, ANNA).when(lambda anna, decided: merge(anna, anna, decided), itself).refused("merged_with_itself")


def test_an_unmerged_person_is_what_it_was_before():
    before = given(PERSON, ANNA, ELSEWHERE).state
    assert given(PERSON, ANNA, ELSEWHERE, MERGED).when(unmerge, UNMERGED).then(UNMERGED).state == before
    given(PERSON, ANNA).when(unmerge, UNMERGED).refused("not_merged")
