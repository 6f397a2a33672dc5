"""Correcting a person of the registry; where the sex changes, everybody who counts participants learns it."""

from uuid import UUID

from services.recruitment import people
from services.recruitment.domain.places import PLACES
from services.recruitment.domain.placing import CorrectSex, decide
from services.recruitment.domain.words import Sex
from services.recruitment.projections.participation import of_person
from services.recruitment.projections.person import check_reach, ids_of, projects_of
from services.recruitment.projections.subject_request import check_correctable
from shared.store.answer import Answer
from shared.store.transaction import Transaction


class CorrectPerson(people.Correction):
    """A correction of somebody in the registry."""

    person: UUID


async def correct_person(command: CorrectPerson, tx: Transaction) -> Answer:
    """Replace what was written wrongly, in every project that knows the person; a new PESEL gives sex and birth date anew.

    Refused when nothing differs (`nothing_to_correct`), when number or document belong to somebody else
    (`pesel_belongs_to_another`, `document_belongs_to_another`), and when birth date or sex contradict the number
    (`birth_date_differs`, `sex_differs`), or nobody the account reaches is meant (`project_out_of_scope`). Where processing is
    restricted, only what a request for rectification asks for is corrected (`processing_restricted`). With `If-Match`, the
    ETag of `person`, refused when anything of the person changed meanwhile (`stale_version`).
    """
    await check_reach(tx.db, tx.who, command.person, "person")
    known = await projects_of(tx.db, command.person)
    await check_correctable(tx.db, await ids_of(tx.db, command.person), known, "person")
    changed = await people.correct_entry(tx, command.person, command)
    if changed is not None:
        await _correct_sex(tx, command.person, changed)
    return Answer()


async def _correct_sex(tx: Transaction, person: UUID, sex: Sex) -> None:
    """Into the stream that said the sex first. Nobody takes a place meanwhile: that needs the person's lock as well."""
    for card in await of_person(tx.db, await ids_of(tx.db, person)):
        places = await tx.load(PLACES, card.project, card.target_group)
        correction = CorrectSex(participant=card.participant, person=card.person, sex=sex)
        tx.append(places, decide(places.state, correction))
