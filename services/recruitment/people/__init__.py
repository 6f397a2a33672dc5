"""The person registry: the only place where personal texts are sealed, opened and looked for.

A human being has one entry, and in each project that knows them a card sealed with a key of its own: when the project's
retention ends, that key is destroyed and the others stay.
"""

from services.recruitment.people.correcting import correct_entry
from services.recruitment.people.duplicates import Likely, likely_duplicates
from services.recruitment.people.forms import Address, Correction, Document, NewPerson
from services.recruitment.people.opening import (
    OpenedAddress,
    OpenedDocument,
    OpenedName,
    OpenedPerson,
    birth_date,
    open_names,
    open_people,
    open_person,
)
from services.recruitment.people.parting import enter_where_applied
from services.recruitment.people.registering import identified, register

__all__ = [
    "Address",
    "Correction",
    "Document",
    "Likely",
    "NewPerson",
    "OpenedAddress",
    "OpenedDocument",
    "OpenedName",
    "OpenedPerson",
    "birth_date",
    "correct_entry",
    "enter_where_applied",
    "identified",
    "likely_duplicates",
    "open_names",
    "open_people",
    "open_person",
    "register",
]
