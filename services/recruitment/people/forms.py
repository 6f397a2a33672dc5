"""What is written into the registry: a new person, a correction, and the parts of both."""

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from services.recruitment.domain.identity import DocumentKind, NoPesel
from services.recruitment.domain.words import Sex
from shared.kernel.command import Command
from shared.privacy.personal import Personal

Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
"""ISO 3166, two letters."""
BirthDate = Annotated[date | None, Field(default=None, repr=False)]
"""Hidden in `repr`: it is personal data."""


class Document(Command):
    """What identifies somebody; `country`: who issued it."""

    kind: DocumentKind
    number: Personal
    country: Country


class Address(Command):
    """Where letters go; a village may have no streets. A postal code of Poland is NN-NNN."""

    street: Personal | None = None
    house: Personal
    flat: Personal | None = None
    postal_code: Personal
    town: Personal
    country: Country = "PL"


class Contact(Command):
    """How somebody is reached."""

    phone: Personal | None = None
    email: Personal | None = None
    address: Address | None = None


class NewPerson(Contact):
    """Who is registered: with a PESEL number, or `no_pesel` and what stands in its place.

    `birth_date` and `sex` are needed where no number says them; `identity`: how it was documented, in words;
    `unusual_age_confirmed`: the worker checked an age above 110 years.
    """

    given_name: Personal
    family_name: Personal
    pesel: Personal | None = None
    no_pesel: NoPesel | None = None
    birth_date: BirthDate = None
    sex: Sex | None = None
    document: Document | None = None
    identity: Personal | None = None
    unusual_age_confirmed: bool = False


class Correction(Contact):
    """What was written wrongly about a person, and why it is corrected; what is left out was right."""

    given_name: Personal | None = None
    family_name: Personal | None = None
    pesel: Personal | None = None
    birth_date: BirthDate = None
    sex: Sex | None = None
    document: Document | None = None
    identity: Personal | None = None
    reason: Personal
