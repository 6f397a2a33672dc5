"""Registering: somebody new, somebody known who comes to another project, or into another capacity."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from services.recruitment.domain.identity import Capacity, Identity, NoPesel, Said, identify
from services.recruitment.domain.person import (
    PERSON,
    CapacityAdded,
    PersonCorrected,
    PersonEnteredProject,
    PersonRegistered,
    add_capacity,
    check_not_erased,
    correct,
    erased,
)
from services.recruitment.domain.words import Sex
from services.recruitment.people.folding import folded
from services.recruitment.people.forms import NewPerson
from services.recruitment.people.index import Kind, holders, identifying, replace_marks, write_marks
from services.recruitment.people.opening import open_texts
from services.recruitment.people.texts import Texts, sealed, texts_of
from services.recruitment.projections.person import NAMES, PersonCard, cards_of, ids_of, reaches
from services.recruitment.projections.retention import check_not_ended
from services.recruitment.projections.subject_request import check_unrestricted, restrictions_of
from shared.events.event import Sealed
from shared.kernel.errors import Invalid, Refused
from shared.kernel.ids import Code, new_id
from shared.operations.erasure import is_erased
from shared.store.transaction import Transaction

KEPT_UP_TO_DATE = ("document", "identity", "phone", "email", "address")
"""What may be given anew where the person is known already; everything else is corrected."""
GIVEN_ANEW = "podano przy ponownym wpisie"
"""The reason of such a correction, as the auditor reads it."""


class Wanted(NamedTuple):
    """Who is to be registered, and as whom."""

    project: Code
    capacity: Capacity
    of: UUID | None
    texts: Texts
    sex: Sex | None
    no_pesel: NoPesel | None


class Known(NamedTuple):
    """Somebody the registry knows: who they are, one of their cards and what stands on it."""

    person: UUID
    card: PersonCard
    texts: Texts


def identified(new: NewPerson, capacity: Capacity = Capacity.CANDIDATE, field: str = "person") -> Identity:
    """Number, birth date and sex by the rules of the registry. Raises what `identify` does."""
    said = Said(
        pesel=None if new.pesel is None else new.pesel.get_secret_value(),
        birth_date=new.birth_date,
        sex=new.sex,
        no_pesel=new.no_pesel,
        names_document=new.document is not None,
        names_identity=new.identity is not None,
    )
    return identify(said, capacity, field)


async def register(
    tx: Transaction,
    new: NewPerson,
    project: Code,
    capacity: Capacity = Capacity.CANDIDATE,
    of: UUID | None = None,
) -> UUID:
    """The person with this number or document, registered if need be, known in the project from now on.

    Raises `Invalid` (as `identified` and `texts_of` do; `born_in_future`) and `Refused`: `person_differs`, with the
    person's id if the account reaches them, when the number or document is known with other data (it is mistyped, or the
    person is corrected first); `processing_restricted` when more would be written of somebody left alone in the project;
    `person_incomplete` when a candidate is known in the project without birth date or sex; `document_belongs_to_another`;
    `erased_in_project`, `retention_ended`.
    """
    await check_not_ended(tx.db, project)
    wanted = _wanted(tx.today, new, project, capacity, of)
    person = await _recognised(tx, wanted.texts)
    if person is None:
        return await _register(tx, wanted)
    known = await _cards(tx, person)
    await _check_the_same(tx, known, wanted)
    here = next((one for one in known if one.card.project == project), None)
    if here is None:
        await enter(tx, person, await _taken_along(tx, known, wanted), wanted)
    else:
        await _stay(tx, here, wanted)
    return person


def _wanted(today: date, new: NewPerson, project: Code, capacity: Capacity, of: UUID | None) -> Wanted:
    identity = identified(new, capacity)
    if identity.born_on is not None and identity.born_on > today:
        field = "person.birth_date" if identity.pesel is None else "person.pesel"
        raise Invalid("born_in_future", field=field, rule="nobody is registered before being born")
    return Wanted(project, capacity, of, texts_of(new, identity, "person"), identity.sex, identity.no_pesel)


async def _recognised(tx: Transaction, texts: Texts) -> UUID | None:
    found = await holders(tx, identifying(texts, tx.keys.digest))
    if len(set(found.values())) > 1:
        rule = "the registry knows this document of one person and this PESEL number of another"
        raise Refused("document_belongs_to_another", field="person.document", rule=rule, **await _id(tx, found[Kind.DOCUMENT]))
    return next(iter(found.values()), None)


async def _register(tx: Transaction, wanted: Wanted) -> UUID:
    person = new_id()
    named = {"project": wanted.project, "capacity": wanted.capacity, "of": wanted.of}
    named |= {"sex": wanted.sex, "no_pesel": wanted.no_pesel}
    tx.append(tx.create(PERSON, person), [PersonRegistered(person=person, **named, **sealed(wanted.texts))])
    await write_marks(tx, person, wanted.project, wanted.texts)
    return person


async def _cards(tx: Transaction, person: UUID) -> list[Known]:
    cards = await cards_of(tx.db, person)
    return [Known(person, card, texts) for card, texts in zip(cards, await open_texts(cards, tx.keys), strict=True)]


async def _check_the_same(tx: Transaction, known: list[Known], wanted: Wanted) -> None:
    """A card agrees with the form; entries that were merged may hold different names."""
    if any(_agrees(one, wanted) for one in known):
        return
    rule = "the registry knows this number or document with other data: check it, or correct the person first"
    raise Refused("person_differs", field="person", rule=rule, **await _id(tx, known[0].person))


async def _id(tx: Transaction, person: UUID) -> dict[str, str]:
    """Who it is, for an account that reaches the person."""
    return {"person": str(person)} if await reaches(tx.db, tx.who, person) else {}


def _agrees(known: Known, wanted: Wanted) -> bool:
    before, now = known.texts, wanted.texts
    return (
        all(folded(before[name]) == folded(now[name]) for name in NAMES)
        and now.get("pesel") in (None, before.get("pesel"))
        and (None in (before.get("birth_date"), now.get("birth_date")) or before["birth_date"] == now["birth_date"])
        and (None in (known.card.sex, wanted.sex) or known.card.sex is wanted.sex)
    )


async def _taken_along(tx: Transaction, known: list[Known], wanted: Wanted) -> Known | None:
    """The card whose texts go into another project: one that agrees with the form.

    Where processing is restricted only those of a candidate do: who applies wants their data used.
    """
    if wanted.capacity is not Capacity.CANDIDATE:
        alone = await restrictions_of(tx.db, await ids_of(tx.db, known[0].person))
        known = [one for one in known if one.card.project not in alone]
    return next((one for one in known if _agrees(one, wanted)), None)


async def enter(tx: Transaction, person: UUID, known: Known | None, wanted: Wanted) -> None:
    """Into another project: what is known and not given anew is opened and sealed again with the new key."""
    texts = {**(known.texts if known else {}), **wanted.texts}
    stream = await tx.load(PERSON, person)
    check_not_erased(stream.state, wanted.project)
    if await is_erased(tx.db, person, wanted.project):  # with another entry of the same human being
        raise erased(wanted.project)
    entered = PersonEnteredProject(
        person=person,
        project=wanted.project,
        capacity=wanted.capacity,
        of=wanted.of,
        sex=wanted.sex or (known.card.sex if known else None),
        no_pesel=None if "pesel" in texts else wanted.no_pesel or (known.card.no_pesel if known else None),
        **sealed(texts),
    )
    tx.append(stream, [entered])
    await write_marks(tx, person, wanted.project, texts)


async def _stay(tx: Transaction, known: Known, wanted: Wanted) -> None:
    """Known in the project: perhaps a further capacity, perhaps a new address."""
    if wanted.capacity is Capacity.CANDIDATE and (known.card.sex is None or "birth_date" not in known.texts):
        rule = "the registry knows this person without birth date or sex: correct the person first"
        raise Refused("person_incomplete", field="person", rule=rule, **await _id(tx, known.person))
    anew = {name: wanted.texts[name] for name in KEPT_UP_TO_DATE if _changed(name, known.texts, wanted.texts)}
    held = any(one.capacity is wanted.capacity and one.of == wanted.of for one in known.card.capacities)
    if held and not anew:
        return
    if wanted.capacity is not Capacity.CANDIDATE:  # who applies wants their data used
        await check_unrestricted(tx.db, await ids_of(tx.db, known.person), wanted.project, "person")
    who = {"person": known.card.person, "project": wanted.project}
    stream = await tx.load(PERSON, known.card.person)
    tx.append(stream, add_capacity(stream.state, CapacityAdded(**who, capacity=wanted.capacity, of=wanted.of)))
    if anew:
        correction = PersonCorrected(**who, reason=Sealed.of(GIVEN_ANEW), **sealed(anew))
        tx.append(stream, correct(stream.state, correction))
        await replace_marks(tx, known.card.person, wanted.project, {**known.texts, **anew})


def _changed(name: str, before: Texts, now: Texts) -> bool:
    return name in now and before.get(name) != now[name]
