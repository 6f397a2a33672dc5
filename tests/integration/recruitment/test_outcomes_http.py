"""From presence on Kafka to effectiveness over HTTP: the running service, with what each role may see."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from services.activities.domain.session import WorkshopAttended
from services.recruitment.domain.words import Sex
from shared.bus.topics import Topic
from shared.events.envelope import Meta, headers_of
from shared.http.roles import Role
from shared.kernel.ids import SYSTEM, new_id
from shared.testing.eventually import eventually
from tests.integration.recruitment.counter import Counter
from tests.support.bus import producer
from tests.unit.recruitment.examples import definition, pesel

PAPER = {"kind": "contract_copy", "dated": "2022-06-10"}
MEASURED = {"effectiveness": {"version": "2018", "name": "efektywność społeczno-zatrudnieniowa"}}


async def present(kafka: str, topic: str, participants: list[str], service_class: str = "vocational") -> None:
    """Activities tell, in their own words, that everybody was present on 10 March 2021."""
    async with producer(kafka) as sender:
        for who in participants:
            said = WorkshopAttended.example | {"project": "bridge", "participant": who, "session": str(uuid4())}
            body = WorkshopAttended.model_validate(said | {"on": "2021-03-10", "service_class": service_class})
            now = datetime.now(UTC)
            stream = f"attendance:{who}"
            meta = Meta(new_id(), "WorkshopAttended", 1, stream, 1, date(2021, 3, 10), now, new_id(), new_id(), SYSTEM)
            headers = headers_of(meta, "urn:kladka:test:activities")
            await sender.send_and_wait(topic, body.published_json(), key=b"bridge", headers=headers)


async def left(counter: Counter, kafka: str, topic: str, people: int, **form: Any) -> list[str]:
    """People who had vocational support and completed the path on 31 May 2022."""
    born = date(1980, 3, 17)
    numbers = [pesel(born, number, Sex.FEMALE) for number in range(people)]
    participants = [await counter.candidate(number, **form) for number in numbers]
    for who in participants:
        signed = await counter.post("sign_contract", {"application": who, "signed_on": "2021-03-01"})
        assert signed.status_code == 200
    await counter.advance("2022-05-31")
    await present(kafka, topic, participants)

    async def started() -> list[str]:
        listed = await counter.get("participants", project="bridge")
        return [item["participant"] for item in listed.json()["items"] if item["started_on"]]

    await eventually(started, lambda found: len(found) == people)
    for who in participants:
        ended = {"application": who, "on": "2022-05-31", "reason": "path_completed", "along_path": True}
        assert (await counter.post("end_participation", ended)).status_code == 200
    return participants


async def test_from_presence_to_effectiveness_with_what_each_role_may_see(counter, stack, topic_prefix):
    """Twelve leave. Six work, one of them too little; nobody is in the hardest group: 5 of 12, 41.67 %, against 25 %.

    Social progress: 8 of 12, so four have none: fewer than five, and the whole dimension is masked for a trainer.
    """
    opened = await counter.post("open_project", {"definition": definition(limit=20, **MEASURED).model_dump(mode="json")})
    assert opened.status_code == 200
    people = await left(counter, stack.kafka, Topic(topic_prefix, "activities").name, 12)
    await counter.advance("2022-06-12")
    for number, who in enumerate(people[:6]):
        job = {"application": who, "form": "employment_contract", "contracted_on": "2022-06-08", "since": "2022-06-10"}
        part = "1/4" if number == 0 else "1/2"
        confirmed = await counter.post("confirm_employment", job | {"until": None, "part": part, "evidence": PAPER})
        assert confirmed.status_code == 200
    for who in people[:8]:
        progress = {"application": who, "criteria": ["health_improved"], "measured_on": "2022-06-10", "evidence": PAPER}
        assert (await counter.post("confirm_social_effect", progress)).status_code == 200
    asked = {"project": "bridge", "as_of": "2022-08-31"}

    full = (await counter.get("effectiveness", Role.AUDITOR, **asked, reading="closed_windows")).json()
    careful = (await counter.get("effectiveness", Role.TRAINER, **asked)).json()
    told = (await counter.get("why_effectiveness", application=people[0], as_of="2022-08-31")).json()

    assert full["rule"]["version"] == "2018"
    social, employment = full["dimensions"]
    assert employment["categories"][1] == {
        "category": "general",
        "numerator": 5,
        "denominator": 12,
        "percent": "41.67",
        "threshold": "25",
        "met": True,
        "masked": False,
    }
    assert (social["categories"][0]["numerator"], social["categories"][0]["percent"]) == (8, "66.67")
    assert sorted(employment["counted"]) == sorted(people[1:6])
    assert sorted(employment["base"]) == sorted(people)
    assert employment["excluded"] == []
    social, employment = careful["dimensions"]
    assert [one["numerator"] for one in employment["categories"]] == [5, 5, 0]
    assert employment["counted"] is None
    assert [(one["numerator"], one["percent"], one["masked"]) for one in social["categories"]] == [(None, None, True)] * 3
    assert told["dimensions"][1]["shortfall"] == "part_too_small"
    assert {"label": "wymagany wymiar etatu", "value": "1/2"} in told["dimensions"][1]["considered"]


async def test_outcomes_are_for_case_workers_and_why_for_who_may_see_people(counter):
    await counter.post("open_project", {"definition": definition(**MEASURED).model_dump(mode="json")})
    for operation in ("record_exclusion", "record_situation", "confirm_employment", "confirm_social_effect"):
        no = await counter.post(operation, {}, Role.AUDITOR)
        assert (no.status_code, no.json()["code"]) == (403, "role_missing")
    no = await counter.get("why_effectiveness", Role.TRAINER, application=str(uuid4()))
    assert (no.status_code, no.json()["code"]) == (403, "role_missing")
