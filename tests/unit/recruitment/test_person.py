"""People: corrections replace only what differs."""

from services.recruitment.domain.person import PERSON, PersonCorrected, PersonRegistered, correct
from services.recruitment.domain.words import Sex
from shared.events.event import Sealed
from shared.testing.given import given
from tests.unit.recruitment.examples import uid

DIGEST, OTHER = "a" * 64, "b" * 64
ANNA = PersonRegistered(
    person=uid("anna"),
    given_name=Sealed.of("Anna"),
    family_name=Sealed.of("Nowak"),
    pesel=Sealed.of("…"),
    birth_date=Sealed.of("1980-05-17"),
    sex=Sex.FEMALE,
    pesel_digest=DIGEST,
)


def correction(**changes: object) -> PersonCorrected:
    return PersonCorrected(person=uid("anna"), reason=Sealed.of("marriage"), **changes)


def number(digest: str, sex: Sex) -> dict[str, object]:
    return {"pesel": Sealed.of("…"), "birth_date": Sealed.of("1980-05-17"), "sex": sex, "pesel_digest": digest}


def test_a_new_name_leaves_the_number_alone():
    renamed = correction(family_name=Sealed.of("Kowalska"))
    after = given(PERSON, ANNA).when(correct, renamed).then(renamed).state
    assert (after.sex, after.pesel_digest) == (Sex.FEMALE, DIGEST)


def test_a_new_number_gives_the_sex_anew():
    renumbered = correction(**number(OTHER, Sex.MALE))
    after = given(PERSON, ANNA).when(correct, renumbered).then(renumbered).state
    assert (after.sex, after.pesel_digest) == (Sex.MALE, OTHER)


def test_the_known_number_corrects_nothing():
    given(PERSON, ANNA).when(correct, correction(**number(DIGEST, Sex.FEMALE))).refused("nothing_to_correct")
    both = correction(family_name=Sealed.of("Kowalska"), **number(DIGEST, Sex.FEMALE))
    given(PERSON, ANNA).when(correct, both).then(correction(family_name=Sealed.of("Kowalska")))


def test_a_correction_corrects_something():
    given(PERSON, ANNA).when(correct, correction()).refused("nothing_to_correct")
