"""Registering everybody who is no applicant: family, guardians, volunteers, suppliers, contacts for mail."""

from uuid import UUID

from pydantic import Field

from services.recruitment import people
from services.recruitment.domain.identity import OF_SOMEBODY, Capacity
from services.recruitment.projections.application import applied_in
from services.recruitment.projections.caseload import check_cases
from services.recruitment.projections.person import find_person, ids_of, resolve
from services.recruitment.projections.project import find_project
from shared.http.scope import person_out_of_scope
from shared.kernel.caseload import Caseload
from shared.kernel.command import Command
from shared.kernel.errors import Invalid, NotFound
from shared.kernel.ids import Code
from shared.store.answer import Answer
from shared.store.transaction import Transaction


class RegisterPerson(Command):
    """Somebody a project has to do with."""

    project: Code
    capacity: Capacity
    person: people.NewPerson
    of: UUID | None = Field(default=None, description="whose family member or guardian; the id of a person of the project")


class PersonAnswer(Answer):
    """The person, and who may be the same human being: ids only, for a worker to look at."""

    person_id: UUID
    possible_duplicates: tuple[people.Likely, ...] = ()


async def register_person(command: RegisterPerson, tx: Transaction) -> PersonAnswer:
    """Register somebody, or recognise them by PESEL number or document; nobody is refused for being like another one.

    Refused for a candidate (`capacity_by_application`), for a family member or guardian without a person they belong to
    (`of_missing`, `unknown_person`), and as the registry does (`person_differs`, `processing_restricted`, ...). An account with
    a caseload registers the family and guardians of these alone, and nobody who is another one's case (`person_out_of_scope`).
    """
    await find_project(tx.db, tx.who, command.project)
    _check_capacity(command)
    limited = tx.who.caseload is not Caseload.EVERYBODY
    if command.of is not None:
        await _check_there(tx, command.of, command.project)
    if limited:
        await _check_of_own_case(tx, command)
    person = await people.register(tx, command.person, command.project, command.capacity, command.of)
    if limited and await applied_in(tx.db, await ids_of(tx.db, person), command.project):
        await check_cases(tx.db, tx.who, command.project, [person], "person")
    if command.of is not None and await resolve(tx.db, command.of) == person:
        raise Invalid("of_itself", field="of", rule="nobody belongs to the family of themselves")
    likely = await people.likely_duplicates(tx, person, command.person, command.project, command.capacity)
    return PersonAnswer(person_id=person, possible_duplicates=likely)


def _check_capacity(command: RegisterPerson) -> None:
    if command.capacity is Capacity.CANDIDATE:
        raise Invalid("capacity_by_application", field="capacity", rule="who applies is registered with the application")
    if command.capacity in OF_SOMEBODY and command.of is None:
        raise Invalid("of_missing", field="of", rule="a family member or guardian belongs to somebody")
    if command.capacity not in OF_SOMEBODY and command.of is not None:
        raise Invalid("of_needless", field="of", rule="only family members and guardians belong to somebody")


async def _check_of_own_case(tx: Transaction, command: RegisterPerson) -> None:
    if command.of is None:
        raise person_out_of_scope("capacity")
    await check_cases(tx.db, tx.who, command.project, [command.of], "of")


async def _check_there(tx: Transaction, of: UUID, project: Code) -> None:
    try:
        await find_person(tx.db, of, project)
    except NotFound:
        raise NotFound("unknown_person", field="of", rule="the project knows no such person") from None
