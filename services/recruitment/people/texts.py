"""The texts of a person in clear, by the name of their field: what a form says, on its way into an event."""

import json
from collections.abc import Mapping
from datetime import date

from pydantic import SecretStr

from services.recruitment.domain.identity import Identity, document_number, email_address, phone_number, postal_code
from services.recruitment.people.folding import tokens
from services.recruitment.people.forms import Address, Correction, Document, NewPerson
from shared.events.event import Sealed
from shared.kernel.errors import Invalid

Texts = Mapping[str, str]
"""Texts by the names of `SEALED`; what is not known is not there."""


def texts_of(form: NewPerson | Correction, identity: Identity | None, field: str) -> Texts:
    """What a form says, each text in the shape it is kept in.

    Raises `Invalid` (`name_shape`, `document_number_shape`, `phone_shape`, `email_shape`, `postal_code_shape`).
    """
    found = {
        "given_name": _name(form.given_name, f"{field}.given_name"),
        "family_name": _name(form.family_name, f"{field}.family_name"),
        "birth_date": _day(identity.born_on if identity else form.birth_date),
        "pesel": identity.pesel if identity else None,
        "document": None if form.document is None else _document(form.document, f"{field}.document"),
        "identity": None if form.identity is None else _plain(form.identity),
        "phone": None if form.phone is None else phone_number(form.phone.get_secret_value(), f"{field}.phone"),
        "email": None if form.email is None else email_address(form.email.get_secret_value(), f"{field}.email"),
        "address": None if form.address is None else _address(form.address, f"{field}.address"),
    }
    return {name: text for name, text in found.items() if text is not None}


def sealed(texts: Texts) -> dict[str, Sealed]:
    """The same, for the fields of an event."""
    return {name: Sealed.of(text) for name, text in texts.items()}


def _name(name: SecretStr | None, field: str) -> str | None:
    if name is None:
        return None
    text = _plain(name)
    if not tokens(text):
        raise Invalid("name_shape", field=field, rule="a name has letters")
    return text


def _plain(text: SecretStr) -> str:
    return " ".join(text.get_secret_value().split())


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _document(document: Document, field: str) -> str:
    document_number(document.number.get_secret_value(), f"{field}.number")
    return _json({"kind": document.kind, "number": _plain(document.number), "country": document.country})


def _address(address: Address, field: str) -> str:
    code = postal_code(address.postal_code.get_secret_value(), address.country, f"{field}.postal_code")
    parts = {name: getattr(address, name) for name in ("street", "house", "flat", "town")}
    known = {name: _plain(part) for name, part in parts.items() if part is not None}
    return _json(known | {"postal_code": code, "country": address.country})


def _json(parts: Mapping[str, str]) -> str:
    return json.dumps(parts, ensure_ascii=False, sort_keys=True)
