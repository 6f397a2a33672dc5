"""Correcting a person of the registry; where the sex changes, everybody who counts participants learns it."""

from uuid import UUID

from services.recruitment import people
from services.recruitment.domain.places import PLACES
from services.recruitment.domain.placing import CorrectSex, decide
from services.recruitment.domain.words import Sex
from services.recruitment.projections.participation import of_person
from shared.store.answer import Answer
from shared.store.transaction import Transaction


class CorrectPerson(people.Correction):
    """A correction of somebody in the registry."""

    person: UUID


async def correct_person(command: CorrectPerson, tx: Transaction) -> Answer:
    """Replace what was written wrongly; a new PESEL number gives sex and birth date anew.

    Refused when nothing differs (`nothing_to_correct`) and when the number belongs to somebody else
    (`pesel_belongs_to_another`).
    """
    changed = await people.correct_entry(tx, command.person, command)
    if changed is not None:
        await _correct_sex(tx, command.person, changed)
    return Answer()


async def _correct_sex(tx: Transaction, person: UUID, sex: Sex) -> None:
    """Into the stream that said the sex first. Nobody takes a place meanwhile: that needs the person's lock as well."""
    for card in await of_person(tx.db, person):
        places = await tx.load(PLACES, card.project, card.target_group)
        correction = CorrectSex(participant=card.participant, person=person, sex=sex)
        tx.append(places, decide(places.state, correction))
