"""Who was erased in a project: the card and what it was found by are gone there, and nothing is written there again."""

from uuid import UUID

import pytest

from services.recruitment.domain.person import PERSON, SubjectErased
from services.recruitment.projections.person import find_people, find_person, forget_person, projects_of
from shared.kernel.command import Command
from shared.kernel.errors import NotFound
from shared.store.answer import Answer
from shared.store.transaction import Transaction
from tests.integration.recruitment.office import refusal
from tests.integration.recruitment.registry import anna, correct, digests, opened, register


@pytest.fixture
async def two(office):
    """A desk with two projects."""
    await office.open()
    await office.open(project="second")
    return office


async def test_who_is_forgotten_in_a_project_stays_known_in_the_others(two):
    registered = (await register(two, anna())).person_id
    await two.submit(person=anna(), project="second")
    async with two.database.begin() as db:
        await forget_person(db, registered, "bridge")
        assert await projects_of(db, registered) == ["second"]
        assert [card.project for card in await find_people(db, [registered])] == ["second"]
        await forget_person(db, registered, "second")
        assert await find_people(db, [registered]) == []
        with pytest.raises(NotFound):
            await find_person(db, registered)
    assert await digests(two) == set()


class Erase(Command):
    person: UUID
    project: str = "bridge"


async def erase(command: Erase, tx: Transaction) -> Answer:
    stream = await tx.load(PERSON, command.person)
    tx.append(stream, [SubjectErased(person=command.person, project=command.project, applications=())])
    return Answer()


async def erased(office, person):
    """As the erasure of a project leaves it: the event, no digests, no card."""
    async with office.database.begin() as db:
        await forget_person(db, person, "bridge")
    await office.do(erase, Erase(person=person))


async def test_who_was_erased_in_a_project_but_lives_in_another_is_not_entered_there_again(two):
    registered = (await register(two, anna())).person_id
    await two.submit(person=anna(), project="second")
    await erased(two, registered)
    assert await refusal(register(two, anna())) == "erased_in_project"
    assert (await opened(two, registered)).project == "second"


async def test_who_was_erased_everywhere_is_somebody_new(two):
    registered = (await register(two, anna())).person_id
    await erased(two, registered)
    assert await refusal(correct(two, registered, given_name="Hanna"), NotFound) == "unknown_person"
    assert (await register(two, anna())).person_id != registered
