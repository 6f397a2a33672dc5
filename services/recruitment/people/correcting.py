"""Correcting: one event for each project that knows the person, so the auditor of each sees both values and the reason."""

from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from services.recruitment.domain.person import PERSON, PersonCorrected, correct
from services.recruitment.domain.pesel import Pesel, parse_pesel
from services.recruitment.domain.words import Sex
from services.recruitment.people.forms import Correction
from services.recruitment.people.index import Kind, holders, identifying, replace_marks
from services.recruitment.people.opening import open_texts
from services.recruitment.people.texts import Texts, sealed, texts_of
from services.recruitment.projections.person import PersonCard, cards_of, ids_of, resolve
from shared.kernel.errors import Invalid, NotFound, Refused, Stale
from shared.privacy.personal import to_seal
from shared.store.transaction import Transaction


class Change(NamedTuple):
    """What is different on one card, and all its texts afterwards."""

    card: PersonCard
    sex: Sex | None
    texts: Texts
    after: Texts


async def correct_entry(tx: Transaction, person: UUID, correction: Correction) -> Sex | None:
    """Take a correction in, in every project that knows the person; a new number gives sex and birth date anew.

    Returns the sex if it changed. Raises `NotFound` (`unknown_person`), `Refused` (`pesel_belongs_to_another`,
    `document_belongs_to_another`), `Invalid` (`born_in_future`, `nothing_to_correct`, `birth_date_differs`, `sex_differs`,
    and as `parse_pesel` and `texts_of` do), and `Stale` when it is not the version the caller looked at.
    """
    number = _number(tx.today, correction)
    given = dict(texts_of(correction, None, "person"))
    if number is not None:
        given |= {"pesel": number.number, "birth_date": number.born_on.isoformat()}
    await _check_free(tx, person, given)
    await _lock(tx, person)
    cards = await cards_of(tx.db, person)
    if not cards:
        raise NotFound("unknown_person", field="person", rule="there is no such person in the registry")
    sex = number.sex if number else correction.sex
    changes = [_change(card, texts, given, sex) for card, texts in zip(cards, await open_texts(cards, tx.keys), strict=True)]
    changes = [one for one in changes if one.texts or one.sex]
    if not changes:
        rule = "a correction gives at least one value that differs from the known one"
        raise Invalid("nothing_to_correct", rule=rule)
    await _write(tx, changes, correction)
    return next((one.sex for one in changes if one.sex), None)


def _number(today: date, correction: Correction) -> Pesel | None:
    number = None if correction.pesel is None else parse_pesel(correction.pesel.get_secret_value(), "pesel")
    born_on = number.born_on if number else correction.birth_date
    if born_on is not None and born_on > today:
        field = "pesel" if number else "birth_date"
        raise Invalid("born_in_future", field=field, rule="nobody is registered before being born")
    if number is not None:
        _check_agrees(number, correction.birth_date, correction.sex)
    return number


def _check_agrees(number: Pesel, born_on: date | None, sex: Sex | None) -> None:
    if born_on not in (None, number.born_on):
        raise Invalid("birth_date_differs", field="birth_date", rule="the PESEL number holds another birth date")
    if sex not in (None, number.sex):
        raise Invalid("sex_differs", field="sex", rule="the PESEL number holds another sex")


async def _check_free(tx: Transaction, person: UUID, given: Texts) -> None:
    """Number and document belong to nobody else, and will not until the transaction ends."""
    found = await holders(tx, identifying(given, tx.keys.digest))
    kept = await resolve(tx.db, person)
    for kind, code in ((Kind.PESEL, "pesel_belongs_to_another"), (Kind.DOCUMENT, "document_belongs_to_another")):
        if found.get(kind, kept) != kept:
            raise Refused(code, field=kind.value, rule="it belongs to one person, and the registry knows another one with it")


async def _lock(tx: Transaction, person: UUID) -> None:
    """Every entry of the person stays as it is until the transaction ends. Raises `Stale` (`stale_version`)."""
    ids = sorted(await ids_of(tx.db, person), key=str)
    version = sum([(await tx.load(PERSON, one)).version for one in ids])
    if tx.expected not in (None, version):
        raise Stale("stale_version", field="If-Match", rule="it was changed meanwhile", current=version)


def _change(card: PersonCard, before: Texts, given: Texts, sex: Sex | None) -> Change:
    """What differs on this card. A birth date or sex that the card's number says otherwise is refused."""
    if "pesel" in before and "pesel" not in given:
        born_on = date.fromisoformat(given["birth_date"]) if "birth_date" in given else None
        _check_agrees(parse_pesel(before["pesel"], "pesel"), born_on, sex)
    different = {name: text for name, text in given.items() if before.get(name) != text}
    return Change(card, sex if sex is not card.sex else None, different, {**before, **different})


async def _write(tx: Transaction, changes: list[Change], correction: Correction) -> None:
    for card, sex, texts, after in sorted(changes, key=lambda one: (str(one.card.person), one.card.project)):
        stream = await tx.load(PERSON, card.person)
        said: dict[str, Any] = {"person": card.person, "project": card.project, "sex": sex, **sealed(texts)}
        tx.append(stream, correct(stream.state, PersonCorrected(**said, reason=to_seal(correction.reason))))
        await replace_marks(tx, card.person, card.project, after)
