"""Who somebody is: a number says sex and birth date; without one the reason and the documents stand in its place."""

from datetime import date

import pytest

from services.recruitment.domain.identity import (
    Capacity,
    NoPesel,
    Said,
    document_number,
    email_address,
    identify,
    phone_number,
    postal_code,
)
from services.recruitment.domain.words import Sex
from shared.kernel.errors import Invalid

NUMBER = "44051401458"  # a man born on 14 May 1944
BORN = date(1990, 2, 3)
FOREIGNER = {"no_pesel": NoPesel.FOREIGNER, "names_document": True, "birth_date": BORN, "sex": Sex.FEMALE}
REFUSED = {"no_pesel": NoPesel.REFUSED, "names_identity": True, "birth_date": BORN, "sex": Sex.FEMALE}


@pytest.mark.parametrize("said", [{}, {"birth_date": date(1944, 5, 14)}, {"sex": Sex.MALE}])
def test_a_number_says_sex_and_birth_date(said):
    found = identify(Said(pesel=NUMBER, **said), Capacity.CANDIDATE, "person")
    assert (found.born_on, found.sex, found.no_pesel) == (date(1944, 5, 14), Sex.MALE, None)


@pytest.mark.parametrize(
    ("said", "code", "field"),
    [
        ({"birth_date": date(1944, 5, 15)}, "birth_date_differs", "person.birth_date"),
        ({"sex": Sex.FEMALE}, "sex_differs", "person.sex"),
        ({"no_pesel": NoPesel.REFUSED}, "no_pesel_needless", "person.no_pesel"),
        ({"pesel": "44051401459"}, "pesel_checksum", "person.pesel"),
    ],
)
def test_nothing_contradicts_a_number(said, code, field):
    with pytest.raises(Invalid) as no:
        identify(Said.model_validate({"pesel": NUMBER} | said), Capacity.CANDIDATE, "person")
    assert (no.value.code, no.value.field) == (code, field)


@pytest.mark.parametrize("said", [FOREIGNER, REFUSED])
def test_a_candidate_without_a_number_gives_birth_date_and_sex(said):
    found = identify(Said(**said), Capacity.CANDIDATE, "person")
    assert (found.pesel, found.born_on, found.sex, found.no_pesel) == (None, BORN, Sex.FEMALE, said["no_pesel"])


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({}, "pesel_missing"),
        (FOREIGNER | {"names_document": False}, "document_missing"),
        (REFUSED | {"names_identity": False}, "identity_missing"),
        (FOREIGNER | {"birth_date": None}, "birth_date_missing"),
        (REFUSED | {"sex": None}, "sex_missing"),
        (FOREIGNER | {"no_pesel": NoPesel.NOT_NEEDED}, "pesel_needed"),
    ],
)
def test_a_candidate_without_a_number_is_identified_all_the_same(said, code):
    with pytest.raises(Invalid) as no:
        identify(Said(**said), Capacity.CANDIDATE, "person")
    assert no.value.code == code


def test_a_contact_may_have_neither_birth_date_nor_sex():
    found = identify(Said(no_pesel=NoPesel.NOT_NEEDED), Capacity.CONTACT, "person")
    assert (found.born_on, found.sex) == (None, None)


def test_an_identity_does_not_show_itself():
    said = Said(pesel=NUMBER, birth_date=date(1944, 5, 14))
    shown = f"{said!r} {identify(said, Capacity.CANDIDATE, 'person')!r}"
    assert not any(value in shown for value in ("4405", "1944"))


@pytest.mark.parametrize(
    ("check", "text", "kept"),
    [
        (phone_number, "+48 600-100-200", "+48600100200"),
        (phone_number, "(68) 411 50 00", "684115000"),
        (email_address, " a.nowak@mops.example.pl ", "a.nowak@mops.example.pl"),
        (document_number, "ab 12-34.56/7", "AB1234567"),
    ],
)
def test_what_is_written_in_many_ways_is_kept_in_one(check, text, kept):
    assert check(text, "person") == kept


@pytest.mark.parametrize(
    ("check", "text", "code"),
    [
        (phone_number, "600100", "phone_shape"),
        (phone_number, "+48 sześćset", "phone_shape"),
        (email_address, "anna.example.pl", "email_shape"),
        (email_address, "anna@localhost", "email_shape"),
        (email_address, "anna@@example.pl", "email_shape"),
        (document_number, "A1", "document_number_shape"),
        (document_number, "AB_123", "document_number_shape"),
    ],
)
def test_what_has_another_shape_is_refused_without_being_repeated(check, text, code):
    with pytest.raises(Invalid) as no:
        check(text, "person")
    assert no.value.code == code
    assert text not in f"{no.value!r} {no.value.rule} {no.value.facts}"


def test_a_postal_code_has_the_shape_of_its_country():
    assert (postal_code("65-001", "PL", "code"), postal_code("SW1A 1AA", "GB", "code")) == ("65-001", "SW1A 1AA")
    with pytest.raises(Invalid) as no:
        postal_code("65001", "PL", "code")
    assert no.value.code == "postal_code_shape"
