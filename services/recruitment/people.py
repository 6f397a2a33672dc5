"""The seam to the person registry: the only place where personal texts are sealed, opened and looked for.

Everything goes through `Keys`, with the person as subject, so keys per person can stand behind it without a change here.
"""

from datetime import date
from uuid import UUID

from pydantic import SecretStr

from services.recruitment.domain.person import PERSON, PersonCorrected, PersonRegistered, correct
from services.recruitment.domain.pesel import Pesel, parse_pesel
from services.recruitment.domain.words import Sex
from services.recruitment.projections.person import PersonCard, find_by_digest, find_person
from shared.events.event import Sealed
from shared.kernel.command import Command, View
from shared.kernel.errors import Invalid, Refused
from shared.kernel.ids import new_id
from shared.privacy.keys import Keys
from shared.privacy.personal import Personal
from shared.projection.projection import hash_key
from shared.store.transaction import Transaction


class NewPerson(Command):
    """Who applies. `unusual_age_confirmed`: the worker checked an age above 110 years."""

    given_name: Personal
    family_name: Personal
    pesel: Personal
    unusual_age_confirmed: bool = False


class Correction(Command):
    """What was written wrongly about a person, and why it is corrected; what is left out was right."""

    given_name: Personal | None = None
    family_name: Personal | None = None
    pesel: Personal | None = None
    reason: Personal


class OpenedPerson(View):
    """A person in clear: for one look, never stored or logged."""

    person: UUID
    given_name: str
    family_name: str
    pesel: str
    birth_date: date
    sex: Sex


async def register(tx: Transaction, new: NewPerson, pesel: Pesel) -> UUID:
    """The person with this number, registered if need be.

    Raises `Refused` (`person_differs`, with the person's id) when the number is known under another name: either it is
    mistyped, or the person is corrected first.
    """
    known = await _holder(tx, pesel)
    if known is not None:
        _check_same_name(open_person(known, tx.keys), new)
        return known.person
    person = new_id()
    registered = PersonRegistered(
        person=person,
        given_name=_sealed(new.given_name),
        family_name=_sealed(new.family_name),
        pesel=Sealed.of(pesel.number),
        birth_date=Sealed.of(pesel.born_on.isoformat()),
        sex=pesel.sex,
        pesel_digest=digest_of(pesel, tx.keys),
    )
    tx.append(tx.create(PERSON, person), [registered])
    return person


async def correct_entry(tx: Transaction, person: UUID, correction: Correction) -> Sex | None:
    """Take a correction in; a new number gives sex and birth date anew. Returns the sex if it changed.

    Raises `NotFound` (`unknown_person`), `Refused` (`pesel_belongs_to_another`), `Invalid` (`born_in_future`,
    `nothing_to_correct`, and as `parse_pesel` does).
    """
    number = await _new_number(tx, person, correction.pesel)
    stream = await tx.existing(PERSON, person, field="person")
    corrected = PersonCorrected(
        person=person,
        given_name=correction.given_name and _sealed(correction.given_name),
        family_name=correction.family_name and _sealed(correction.family_name),
        pesel=number and Sealed.of(number.number),
        birth_date=number and Sealed.of(number.born_on.isoformat()),
        sex=number and number.sex,
        pesel_digest=number and digest_of(number, tx.keys),
        reason=_sealed(correction.reason),
    )
    before = stream.state.sex
    tx.append(stream, correct(stream.state, corrected))
    return stream.state.sex if stream.state.sex is not before else None


async def birth_date(tx: Transaction, person: UUID) -> date:
    """The birth date, for working out an age. Raises `NotFound` (`unknown_person`)."""
    return open_person(await find_person(tx.db, person), tx.keys).birth_date


def open_person(card: PersonCard, keys: Keys) -> OpenedPerson:
    """A person in clear. Raises `CannotOpen` when the keys are not theirs."""

    def clear(field: str) -> str:
        return keys.open(getattr(card, field), str(card.person), field, getattr(card, f"{field}_event"))

    return OpenedPerson(
        person=card.person,
        given_name=clear("given_name"),
        family_name=clear("family_name"),
        pesel=clear("pesel"),
        birth_date=date.fromisoformat(clear("birth_date")),
        sex=card.sex,
    )


def digest_of(pesel: Pesel, keys: Keys) -> str:
    """The keyed digest by which a number is found, hex."""
    return keys.digest("pesel", pesel.number.encode()).hex()


async def _holder(tx: Transaction, pesel: Pesel) -> PersonCard | None:
    """Who has this number. Until the transaction ends nobody else can register it or correct another person to it."""
    digest = digest_of(pesel, tx.keys)
    await tx.db.driver.execute("SELECT pg_advisory_xact_lock($1)", hash_key("pesel", digest))
    return await find_by_digest(tx.db, digest)


async def _new_number(tx: Transaction, person: UUID, number: SecretStr | None) -> Pesel | None:
    if number is None:
        return None
    pesel = parse_pesel(number.get_secret_value(), "pesel")
    if pesel.born_on > tx.today:
        raise Invalid("born_in_future", field="pesel", rule="nobody is registered before being born")
    holder = await _holder(tx, pesel)
    if holder is not None and holder.person != person:
        raise Refused("pesel_belongs_to_another", field="pesel", rule="a PESEL number belongs to one person")
    return pesel


def _check_same_name(known: OpenedPerson, new: NewPerson) -> None:
    names = (new.given_name.get_secret_value(), new.family_name.get_secret_value())
    if [_plain(name) for name in names] != [_plain(known.given_name), _plain(known.family_name)]:
        rule = "the registry knows this PESEL number under another name: check the number, or correct the person first"
        raise Refused("person_differs", field="person", rule=rule, person=str(known.person))


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def _sealed(value: SecretStr) -> Sealed:
    return Sealed.of(value.get_secret_value().strip())
