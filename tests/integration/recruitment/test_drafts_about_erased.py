"""Drafts at the door about people who were erased: they go by themselves, whosever they are."""

from pathlib import Path
from uuid import UUID

from deploy.local.credentials import make_credentials
from shared.operations.erasure import destroy_for_ever
from shared.privacy.ring import Owner
from shared.store.database import Database
from shared.testing.eventually import eventually
from tests.integration.recruitment.counter import Counter
from tests.support.reception import received
from tests.support.stack import Addresses, empty_database

ERASED, ELSEWHERE, UNKNOWN = UUID(int=0xE1), UUID(int=0xE2), UUID(int=0xE3)
LIVES = "INSERT INTO keyring.data_key (subject, project, made_with, wrapped) VALUES ($1, 'second', 'k1', '\\x01')"


async def test_a_draft_that_names_somebody_who_was_erased_is_dropped_and_others_stay(
    counter: Counter, stack: Addresses, fresh_database: Database, tmp_path: Path
) -> None:
    credentials, behind = make_credentials(tmp_path), {"recruitment": str(counter.http.base_url)}
    async with empty_database(stack) as door:
        async with received(door, credentials, services=behind) as desk:
            for login in ("one", "two"):
                headers = await desk.enter(await desk.hire(login))
                for form in (f"assess:{ERASED}", f"assess:{ELSEWHERE}", f"person:{UNKNOWN}/edit", "application:new"):
                    await desk.tell("save_draft", {"form": form, "fields": {"note": "x"}}, headers)
        async with fresh_database.begin() as db:
            await destroy_for_ever(db, [Owner(str(ERASED), "bridge"), Owner(str(ELSEWHERE), "bridge")])
            await db.driver.execute(LIVES, str(ELSEWHERE))
        async with received(door, credentials, services=behind) as desk:
            left = await eventually(lambda: desk.rows("SELECT form FROM draft"), lambda rows: len(rows) < 8, what="some go")
    assert sorted(row["form"] for row in left) == sorted(
        2 * [f"assess:{ELSEWHERE}", f"person:{UNKNOWN}/edit", "application:new"]
    )
