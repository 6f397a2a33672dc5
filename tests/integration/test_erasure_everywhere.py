"""An erasure reaches every service over the bus: each destroys what it could open and says so; figures stay as they were."""

from collections.abc import AsyncIterator, Iterable
from datetime import date
from typing import Any

import pytest

from deploy.privacy.findings import Findings
from deploy.privacy.in_databases import scan_database
from deploy.privacy.in_topics import scan_topics
from deploy.privacy.needles import Needles, too_short
from services.recruitment.domain.words import Sex
from shared.store.database import Database
from shared.testing.eventually import eventually
from tests.integration.recruitment.counter import FORM
from tests.support.everywhere import AWAY, DEAF, SERVICES, Everywhere, everywhere, texts
from tests.support.opening import Tried, tried
from tests.support.stack import Addresses
from tests.unit.recruitment.examples import PROJECT, definition, pesel

pytestmark = pytest.mark.xdist_group("everywhere")

ANNA = {"given_name": "Wirginia", "family_name": "Brzęczyszczykiewicz", "pesel": "44051401458"}
MAREK = {"given_name": "Marek", "family_name": "Kos", "pesel": pesel(date(1980, 3, 17), 7, Sex.MALE)}
LATE = "choroba"
TITLE = "Budki dla ptaków"
WHY = "wyszła wcześniej do lekarza"
GOALS = "prawo jazdy kategorii B"
PERSONAL = {*ANNA.values(), *MAREK.values(), WHY, LATE, GOALS}
OTHERS = ("activities", "finance", "notifications", "reporting")


@pytest.fixture(scope="module")
async def house(stack: Addresses, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Everywhere]:
    async with everywhere(stack, tmp_path_factory.mktemp("keys")) as it:
        await it.on("2021-03-01")
        await it.tell("recruitment", "open_project", {"definition": definition().model_dump(mode="json")})
        yield it


async def take_part(house: Everywhere, person: dict[str, str]) -> tuple[str, str]:
    """Somebody with a place, a contract and a session to come to; the ids of the person and the participant."""
    applied = await house.tell("recruitment", "submit_application", FORM | {"person": person})
    who = applied["application_id"]
    await house.tell("recruitment", "assess_application", {"application": who, "eligible": True})
    await house.tell("recruitment", "recruit_candidate", {"application": who})
    contract = {"application": who, "signed_on": "2021-03-01", "goals": [GOALS]}
    await house.tell("recruitment", "sign_contract", contract)
    details = {"title": TITLE, "form": "workshop", "service_class": "social"}
    planned = await eventually(lambda: plan(house, details), what="activities know the project")
    activity = planned["activity_id"]
    await house.tell("activities", "enrol", {"activity": activity, "participants": [who]})
    session = {"activity": activity, "on": "2021-03-10", "hours": "2.00"}
    held = (await house.tell("activities", "schedule_session", session))["session_id"]
    return applied["person_id"], f"{who}/{held}"


async def plan(house: Everywhere, details: dict[str, Any]) -> Any:
    url = f"{house.urls['activities']}/commands/plan_activity"
    answer = await house.http.post(url, json={"project": PROJECT} | details, headers=house.as_coordinator())
    return answer.json() if answer.status_code == 200 else None


async def attend(house: Everywhere, one: str) -> str:
    who, _, session = one.partition("/")
    entries = [{"participant": who, "status": "present"}]
    await house.tell("activities", "record_attendance", {"session": session, "entries": entries, "late_reason": LATE})
    correction = {"session": session, "participant": who, "status": "present", "hours": "1.50", "reason": WHY}
    await house.tell("activities", "correct_attendance", correction)
    return who


async def figures(house: Everywhere) -> list[Any]:
    inputs = {"project": PROJECT, "as_of": "2021-12-31"}
    return [
        await house.ask("reporting", "headcount", **inputs),
        await house.ask("reporting", "supports", project=PROJECT, since="2021-03-01", until="2021-12-31"),
        await house.ask("recruitment", "situations", **inputs),
        await house.ask("recruitment", "sensitive_counts", **inputs),
        await house.ask("recruitment", "effectiveness", **inputs),
    ]


def without_moment(found: list[Any]) -> list[Any]:
    """Figures without the moment of the question."""
    return [{name: value for name, value in one.items() if name != "known_at"} for one in found]


async def confirmations(house: Everywhere) -> dict[str, Any]:
    found: dict[str, Any] = await house.ask("recruitment", "erasures", house.as_officer(), project=PROJECT)
    return found


def confirmed_everywhere(answer: dict[str, Any]) -> bool:
    return bool(answer["items"]) and all(one["services"][name] == "confirmed" for one in answer["items"] for name in OTHERS)


async def tried_everywhere(house: Everywhere) -> dict[str, Tried]:
    return {name: await tried(house.databases[name], house.credentials.sealing_keys.get(name)) for name in SERVICES}


async def scanned(house: Everywhere, stack: Addresses, values: Iterable[str]) -> Findings:
    """All databases and topics, searched for these values."""
    findings, needles = Findings(print), Needles(values)
    for name, url in house.databases.items():
        await scan_database(name, url, needles, findings)
    await scan_topics(stack.kafka, house.topics, needles, findings)
    return findings


async def nothing_opens(house: Everywhere, sealed: dict[str, Tried]) -> None:
    closed = await tried_everywhere(house)
    assert {name: (one.opened, one.living) for name, one in closed.items()} == dict.fromkeys(SERVICES, ([], []))
    assert sum(one.tokens for one in closed.values()) >= sum(one.tokens for one in sealed.values()) > 0


async def nothing_is_found(house: Everywhere, stack: Addresses, words: set[str]) -> None:
    searched = await scanned(house, stack, [text for text in words if not too_short(text)])
    assert (searched.found, searched.unread) == ({}, [])
    assert searched.searched["records"] > 0
    control = await scanned(house, stack, [TITLE])
    assert control.found.keys() >= {"activities.event.data"}, "the search finds what is not sealed"
    assert [place for place in control.found if place.startswith(house.topics)], "and on topics"


async def still_to_be_sent(house: Everywhere) -> int:
    database = Database(house.databases["notifications"])
    async with database.read() as db:
        count: int = await db.driver.fetchval("SELECT count(*) FROM notification WHERE withdrawn_on IS NULL")
    await database.close()
    return count


async def test_an_erasure_is_carried_out_and_confirmed_by_every_service(house: Everywhere, stack: Addresses) -> None:
    anna, first = await take_part(house, ANNA)
    _, second = await take_part(house, MAREK)
    await house.on("2021-06-01")
    anna_takes_part = await attend(house, first)
    await attend(house, second)
    ids = (anna, anna_takes_part)

    async def started() -> Any:
        return await house.ask("reporting", "headcount", project=PROJECT, as_of="2021-12-31")

    await eventually(started, lambda found: found["persons"] == 2, what="both take part")
    await eventually(lambda: still_to_be_sent(house), lambda count: count >= 6, what="letters are planned")
    known = await house.subject("activities", *ids)
    assert WHY in texts(known)
    asked = await house.subject("recruitment", *ids)
    assert all(word in texts(asked) for word in (*ANNA.values(), GOALS))
    assert "Marek" not in texts(asked)
    before = await figures(house)
    sealed = await tried_everywhere(house)
    assert {name: len(one.opened) - one.tokens for name, one in sealed.items()} == dict.fromkeys(SERVICES, 0)
    known_texts = {text for one in sealed.values() for text in one.opened}
    assert [word for word in PERSONAL if word not in "\n".join(known_texts)] == [], "what is looked for was sealed"

    await house.on("2027-01-01")
    dates = {"agreement_ended_on": "2023-06-30", "accounts_submitted_on": "2024-02-15"}
    body = {"project": PROJECT, "basis": "reg_1303_2013_two_years"} | dates
    await house.tell("recruitment", "set_retention", body)
    proposal = {"project": PROJECT, "kind": "everybody"}
    batch = await house.tell("recruitment", "propose_erasure", proposal, house.as_officer())
    assert batch["people"] == 2
    await house.tell("recruitment", "approve_erasure", {"batch": batch["batch_id"]})

    answer = await eventually(lambda: confirmations(house), confirmed_everywhere, what="every service has erased both")
    assert {one["services"][AWAY] for one in answer["items"]} == {"unknown"}
    assert {one["services"][DEAF] for one in answer["items"]} == {"waiting"}
    (row,) = [one for one in answer["items"] if one["person"] == anna]
    assert row["keys"] >= 1
    ended = await eventually(
        lambda: confirmations(house), lambda found: found["keys_left"]["activities"] == 0, what="the project ended"
    )
    assert {name: ended["keys_left"][name] for name in ("recruitment", *OTHERS)} == dict.fromkeys(("recruitment", *OTHERS), 0)
    assert ended["keys_left"][AWAY] is None

    await eventually(lambda: still_to_be_sent(house), lambda count: count == 0, what="every letter is withdrawn")
    left = await house.subject("activities", *ids)
    assert [one["event"] for one in left["items"]] == [one["event"] for one in known["items"]]
    assert WHY not in texts(left)
    assert "key_destroyed" in texts(left)
    found = await house.subject("recruitment", *ids)
    assert not any(word in texts(found) for word in (*ANNA.values(), GOALS))
    assert without_moment(await figures(house)) == without_moment(before)

    await nothing_opens(house, sealed)
    await nothing_is_found(house, stack, known_texts | PERSONAL)


async def test_a_service_opens_what_is_the_persons_own_and_nothing_else(house: Everywhere) -> None:
    unasked = await house.http.post(
        f"{house.urls['recruitment']}/internal/queries/subject_data", json={"ids": []}, headers=house.as_officer()
    )
    assert unasked.status_code == 422
    coordinator = await house.http.post(
        f"{house.urls['recruitment']}/internal/queries/subject_data",
        json={"ids": ["8d0f3b5e-6f0c-4f57-9a57-0d6b1f5f2a11"]},
        headers=house.as_coordinator(),
    )
    assert (coordinator.status_code, coordinator.json()["code"]) == (403, "role_missing")
