"""An erasure in its parts, on real PostgreSQL: after a crash, in a dispute, with the last person, and after a restore."""

from datetime import date
from uuid import uuid4

import pytest

from services.recruitment import commands as use
from services.recruitment.commands.retaining import (
    RetentionAnswer,
    SuspendRetentionOfProject,
)
from services.recruitment.domain import erasure as domain
from services.recruitment.queries.erasures import erasures
from services.recruitment.queries.retention import retention
from services.recruitment.timers import carry_out_erasures, erase_what_was_erased
from tests.integration.recruitment.eraser import (
    erase,
    keep,
    names,
    participant,
    person_of,
    propose,
    rejected,
    wrapped,
)
from tests.integration.recruitment.office import Office, refusal

TO_ERASE = """
INSERT INTO keyring.to_erase (person, project, erased_on) SELECT p, 'bridge', '2026-12-01' FROM unnest($1::uuid[]) p
"""


async def test_after_a_crash_between_two_parts_the_rest_follows_and_nobody_is_erased_twice(
    keyed: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(domain, "AT_ONCE", 2)
    for _ in range(5):
        await rejected(keyed)
    everybody = await names(keyed)
    await keyed.today("2024-07-01")
    await keep(keyed)
    answer = await erase(keyed, "candidates")
    assert (answer.erased, answer.left) == (2, 3)
    assert len(await names(keyed)) == 3

    async with keyed.database.read() as db:
        await db.driver.execute(
            "CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'cut off'; END $$;"
            "CREATE TRIGGER dies BEFORE INSERT ON erased FOR EACH ROW EXECUTE FUNCTION die()"
        )
    with pytest.raises(Exception, match="cut off"):
        await carry_out_erasures(keyed.commands, date(2024, 7, 1))
    assert len(await names(keyed)) == 3, "a part that is cut off has erased nobody"
    async with keyed.database.read() as db:
        await db.driver.execute("DROP TRIGGER dies ON erased")
    for _ in range(3):
        await carry_out_erasures(keyed.commands, date(2024, 7, 1))
    told = [one["person"] for one in await keyed.published("SubjectErased")]
    assert sorted(told) == sorted(everybody)
    (batch,) = (await keyed.ask(erasures, project="bridge")).batches
    assert (batch.state, batch.people, batch.erased, batch.kept) == ("completed", 5, 5, 0)


async def test_an_erasure_under_way_stops_when_a_dispute_begins(keyed: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(domain, "AT_ONCE", 1)
    for _ in range(2):
        await rejected(keyed)
    await keyed.today("2024-07-01")
    await keep(keyed)
    assert (await erase(keyed, "candidates")).left == 1
    dispute = SuspendRetentionOfProject.model_validate({"project": "bridge", "reason": "dispute"})
    await keyed.do(use.suspend_retention, dispute, RetentionAnswer)
    await carry_out_erasures(keyed.commands, date(2024, 7, 1))
    (batch,) = (await keyed.ask(erasures, project="bridge")).batches
    assert (batch.state, batch.halted, batch.erased) == ("halted", "suspended", 1)
    assert len(await names(keyed)) == 1


async def test_with_the_last_person_every_key_of_the_project_goes_and_the_end_is_published(keyed: Office) -> None:
    await participant(keyed)
    await rejected(keyed)
    await keyed.today("2024-07-01")
    await keep(keyed)
    await erase(keyed, "candidates")
    assert await keyed.published("RetentionEnded") == []
    await keyed.today("2027-01-01")
    before = await wrapped(keyed)
    assert before
    await erase(keyed, "everybody")
    assert await keyed.published("RetentionEnded") == [{"project": "bridge"}]
    assert await wrapped(keyed) == set()
    assert (await keyed.ask(retention, project="bridge")).ended_on == date(2027, 1, 1)
    assert await refusal(propose(keyed, "everybody")) == "retention_ended"


async def test_after_a_restore_the_erased_are_erased_again_before_anything_is_answered(keyed: Office) -> None:
    anna = await person_of(keyed, await participant(keyed))
    marek = await person_of(keyed, await rejected(keyed))
    stranger = uuid4()
    await keyed.today("2027-01-01")
    async with keyed.database.begin() as db:
        await db.driver.execute(TO_ERASE, [anna, stranger])
    await erase_what_was_erased(keyed.commands)
    assert await names(keyed) == {str(marek)}
    assert str(anna) not in await wrapped(keyed)
    assert [one["person"] for one in await keyed.published("SubjectErased")] == [str(anna)]
    assert await keyed.rows("SELECT 1 FROM keyring.to_erase") == []
    async with keyed.database.begin() as db:
        await db.driver.execute(TO_ERASE, [anna])
    await erase_what_was_erased(keyed.commands)
    assert len(await keyed.published("SubjectErased")) == 1
    assert await keyed.rows("SELECT 1 FROM keyring.to_erase") == []
