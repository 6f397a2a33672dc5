"""Who somebody is: by a PESEL number, or with the reason why there is none and what stands in its place."""

import re
from datetime import date
from enum import StrEnum

from pydantic import Field

from services.recruitment.domain.pesel import parse_pesel
from services.recruitment.domain.words import Sex
from shared.events.event import Part
from shared.kernel.errors import Invalid


class Capacity(StrEnum):
    """As whom the registry knows somebody in a project; who takes part was a candidate before."""

    CANDIDATE = "candidate"
    FAMILY_MEMBER = "family_member"
    GUARDIAN = "guardian"
    VOLUNTEER = "volunteer"
    SUPPLIER = "supplier"
    CONTACT = "contact"


OF_SOMEBODY = frozenset({Capacity.FAMILY_MEMBER, Capacity.GUARDIAN})
"""Capacities that name the person they belong to."""


class NoPesel(StrEnum):
    """Why somebody stands in the registry without a PESEL number."""

    FOREIGNER = "foreigner"
    REFUSED = "refused"
    NOT_NEEDED = "not_needed"


class DocumentKind(StrEnum):
    """What somebody without a PESEL number is identified by."""

    PASSPORT = "passport"
    IDENTITY_CARD = "identity_card"
    RESIDENCE_CARD = "residence_card"
    OTHER = "other"


class Said(Part):
    """What a form says of somebody's identity."""

    pesel: str | None = Field(default=None, repr=False)
    birth_date: date | None = Field(default=None, repr=False)
    sex: Sex | None = None
    no_pesel: NoPesel | None = None
    names_document: bool = False
    names_identity: bool = False


class Identity(Part):
    """What follows from it. Hidden in `repr`: it is personal data."""

    pesel: str | None = Field(repr=False)
    born_on: date | None = Field(repr=False)
    sex: Sex | None
    no_pesel: NoPesel | None


def identify(said: Said, capacity: Capacity, field: str) -> Identity:
    """Sex and birth date come from the number; without one a reason stands in its place.

    Raises `Invalid`: as `parse_pesel` does, `birth_date_differs`, `sex_differs`, `no_pesel_needless`, `pesel_missing`,
    `document_missing`, `identity_missing`, and for a candidate `pesel_needed`, `birth_date_missing`, `sex_missing`.
    """
    if said.pesel is not None:
        return _by_number(said, said.pesel, field)
    _check_reason(said, field)
    if capacity is Capacity.CANDIDATE:
        _check_candidate(said, field)
    return Identity(pesel=None, born_on=said.birth_date, sex=said.sex, no_pesel=said.no_pesel)


def _by_number(said: Said, number: str, field: str) -> Identity:
    pesel = parse_pesel(number, f"{field}.pesel")
    if said.no_pesel is not None:
        raise Invalid("no_pesel_needless", field=f"{field}.no_pesel", rule="only who has no PESEL number says why")
    if said.birth_date not in (None, pesel.born_on):
        raise Invalid("birth_date_differs", field=f"{field}.birth_date", rule="the PESEL number holds another birth date")
    if said.sex not in (None, pesel.sex):
        raise Invalid("sex_differs", field=f"{field}.sex", rule="the PESEL number holds another sex")
    return Identity(pesel=pesel.number, born_on=pesel.born_on, sex=pesel.sex, no_pesel=None)


def _check_reason(said: Said, field: str) -> None:
    if said.no_pesel is None:
        rule = "there is a PESEL number, or no_pesel says why there is none"
        raise Invalid("pesel_missing", field=f"{field}.pesel", rule=rule)
    if said.no_pesel is NoPesel.FOREIGNER and not said.names_document:
        rule = "a foreigner without a PESEL number is identified by a document"
        raise Invalid("document_missing", field=f"{field}.document", rule=rule)
    if said.no_pesel is NoPesel.REFUSED and not said.names_identity:
        rule = "who refuses to give a PESEL number says how identity was documented"
        raise Invalid("identity_missing", field=f"{field}.identity", rule=rule)


def _check_candidate(said: Said, field: str) -> None:
    if said.no_pesel is NoPesel.NOT_NEEDED:
        raise Invalid("pesel_needed", field=f"{field}.no_pesel", rule="of a candidate the PESEL number is needed")
    if said.birth_date is None:
        raise Invalid("birth_date_missing", field=f"{field}.birth_date", rule="a candidate's age must be known")
    if said.sex is None:
        raise Invalid("sex_missing", field=f"{field}.sex", rule="participants are counted by sex")


def document_number(text: str, field: str) -> str:
    """Letters and digits as they are compared. Raises `Invalid` (`document_number_shape`)."""
    number = re.sub(r"[\s/.-]", "", text).upper()
    if not (3 <= len(number) <= 30 and number.isalnum()):
        rule = "the number of a document has 3 to 30 letters and digits"
        raise Invalid("document_number_shape", field=field, rule=rule)
    return number


def phone_number(text: str, field: str) -> str:
    """Digits, with `+` where a country is named. Raises `Invalid` (`phone_shape`)."""
    number = re.sub(r"[\s()./-]", "", text)
    if not re.fullmatch(r"\+?[0-9]{7,15}", number):
        raise Invalid("phone_shape", field=field, rule="a telephone number has 7 to 15 digits, perhaps with + before them")
    return number


def email_address(text: str, field: str) -> str:
    """Raises `Invalid` (`email_shape`)."""
    address = text.strip()
    if len(address) > 254 or not re.fullmatch(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+", address):
        raise Invalid("email_shape", field=field, rule="an e-mail address is name@domain")
    return address


def postal_code(text: str, country: str, field: str) -> str:
    """Raises `Invalid` (`postal_code_shape`)."""
    code = text.strip()
    if not re.fullmatch(r"[0-9]{2}-[0-9]{3}" if country == "PL" else r"[0-9A-Za-z][0-9A-Za-z -]{1,11}", code):
        raise Invalid("postal_code_shape", field=field, rule="a postal code of Poland is NN-NNN")
    return code
