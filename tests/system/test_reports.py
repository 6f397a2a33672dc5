"""A report through the gateway of a whole installation: composed of three services, masked by role, frozen byte for byte."""

import csv
import io
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import httpx
import pytest

from deploy.local.postgres import Durability
from deploy.local.stack import EmbeddedStack
from deploy.play.client import Accounts
from deploy.play.reader import load_yaml
from deploy.scenarios.gora_pomocy_3 import DEFINITION_FILE
from deploy.scenarios.pesel import Sex, pesel
from shared.testing.eventually import eventually
from tests.support.keyed import HOOKS

PROJECT = "gora-pomocy-3"
PERIOD = {"project": PROJECT, "since": "2021-02-01", "until": "2021-02-28"}
WOMEN, MEN = 6, 3
FORMS = ("submitted_report", "submitted_report_text", "submitted_report_csv")


@dataclass
class Desk:
    """The gateway as staff use it, by role."""

    http: httpx.AsyncClient
    accounts: Accounts
    tokens: dict[str, str] = field(default_factory=dict)

    async def _header(self, role: str) -> dict[str, str]:
        if role not in self.tokens:
            login = self.accounts.find(role)
            answer = await self.http.post("/commands/sign_in", json={"login": login.login, "password": login.password})
            self.tokens[role] = answer.json()["token"]
        return {"Authorization": f"Bearer {self.tokens[role]}"}

    async def post(self, role: str, operation: str, body: dict, key: str | None = None) -> httpx.Response:
        headers = await self._header(role) | ({"Idempotency-Key": key} if key else {})
        return await self.http.post(f"/commands/{operation}", json=body, headers=headers)

    async def do(self, role: str, operation: str, **body: object) -> dict:
        answer = await self.post(role, operation, body)
        assert answer.is_success, answer.text
        return answer.json()

    async def get(self, role: str, query: str, **asked: object) -> httpx.Response:
        return await self.http.get(f"/queries/{query}", params=asked, headers=await self._header(role))

    async def frozen(self, role: str, report: str) -> list[bytes]:
        return [(await self.get(role, form, report=report)).content for form in FORMS]

    async def settled(self) -> None:
        assert (await self.post("coordinator", "settle", {})).is_success


@pytest.fixture
async def stack(tmp_path: Path) -> AsyncIterator[EmbeddedStack]:
    async with EmbeddedStack(tmp_path, durability=Durability.FAST) as stack:
        yield stack


@pytest.fixture
async def desk(stack: EmbeddedStack) -> AsyncIterator[Desk]:
    async with httpx.AsyncClient(base_url=stack.gateway_url, timeout=60, event_hooks=HOOKS) as http:
        yield Desk(http, Accounts.from_file(stack.accounts))


async def february(desk: Desk) -> tuple[str, list[str]]:
    """Nine people at a workshop of 10 February 2021, and the budget; returns the session and the people."""
    definition = load_yaml(DEFINITION_FILE)
    await desk.do("admin", "advance_clock", to="2021-02-01")
    await desk.do("coordinator", "open_project", definition=definition["project"])
    await desk.settled()
    await desk.do("accountant", "approve_budget", project=PROJECT, **definition["budget"])
    people = [await participant(desk, number) for number in range(WOMEN + MEN)]
    activity = await desk.do(
        "coordinator",
        "plan_activity",
        project=PROJECT,
        title="Kino",
        form="cinema",
        service_class="social",
        families=True,
    )
    session = await desk.do("trainer", "schedule_session", activity=activity["activity_id"], on="2021-02-10", hours="2.00")
    await desk.do("trainer", "enrol", activity=activity["activity_id"], participants=people)
    await desk.do("admin", "advance_clock", to="2021-02-10")
    present = [{"participant": one, "status": "present"} for one in people]
    families = {"adults": 2, "children": 5}
    await desk.do("trainer", "record_attendance", session=session["session_id"], entries=present, families=families)
    await desk.do("admin", "advance_clock", to="2021-03-03")
    await desk.settled()
    return session["session_id"], people


async def participant(desk: Desk, number: int) -> str:
    sex = Sex.FEMALE if number < WOMEN else Sex.MALE
    born = date(1980, 5, 1 + number)
    person = {"given_name": "Anna", "family_name": f"Nowak{number}", "pesel": pesel(born, sex, 100 + number)}
    applied = await desk.do(
        "social_worker",
        "submit_application",
        project=PROJECT,
        target_group="residents",
        person=person,
        applied_at="2021-02-01T08:00",
        premises=["art7"],
        disability={"degree": "none"},
        labour_status="inactive",
        no_same_support=True,
    )
    named = {"application": applied["application_id"]}
    await desk.do("social_worker", "assess_application", **named, eligible=True)
    await desk.do("social_worker", "recruit_candidate", **named)
    await desk.do("social_worker", "sign_contract", **named, signed_on="2021-02-01")
    return applied["application_id"]


async def test_a_submitted_report_is_printed_again_byte_for_byte_after_corrections_and_masked_by_role(desk: Desk):
    session, people = await february(desk)
    filed = await desk.post("coordinator", "submit_report", PERIOD, key="february")
    report = filed.json()["report_id"]
    seen, masked = await desk.frozen("coordinator", report), await desk.frozen("trainer", report)

    whole = json.loads(seen[0])
    assert whole["people"]["all"] == {"persons": 9, "women": 6, "men": 3}
    assert [(row["service_class"], row["participants"], row["hours"]) for row in whole["supports"]] == [
        ("social", 9, "18.00"),
        (None, 9, "18.00"),
    ]
    assert whole["families"] == {"adults": 2, "children": 5}
    assert whole["budget"]["totals"]["planned"] == "3500000.00"
    assert [one["rule"]["version"] for one in whole["effectiveness"]] == ["2018", "2018"]
    assert json.loads(masked[0])["people"]["all"] == {"persons": None, "women": None, "men": None}  # three men
    assert seen[1].decode().startswith("SPRAWOZDANIE OKRESOWE\nProjekt: Góra pomocy 3")
    assert "osoby w projekcie                                                 9" in seen[1].decode()
    assert "są zastąpione kreską" in masked[1].decode()
    figures = list(csv.reader(io.StringIO(seen[2].decode("utf-8-sig")), delimiter=";"))
    assert ["osoby", "uczestnicy", "kobiety", "6"] in figures
    assert ["budżet", "razem", "plan", "3500000,00"] in figures

    correction = {"session": session, "participant": people[0], "status": "excused", "reason": "pomyłka"}
    await desk.do("trainer", "correct_attendance", **correction)
    await desk.settled()
    now = (await desk.get("coordinator", "periodic_report", **PERIOD)).json()
    assert now["people"]["all"] == {"persons": 8, "women": 5, "men": 3}
    assert await desk.frozen("coordinator", report) == seen
    assert await desk.frozen("trainer", report) == masked
    again = await desk.post("coordinator", "submit_report", PERIOD, key="february")
    assert again.json() == filed.json(), "the same key gets the first answer, although the figures are others now"
    second = await desk.post("coordinator", "submit_report", PERIOD | {"corrects": 1})
    corrected = json.loads((await desk.frozen("coordinator", second.json()["report_id"]))[0])
    assert corrected["people"]["all"]["persons"] == 8
    items = (await desk.get("auditor", "submitted_reports", project=PROJECT)).json()["items"]
    assert [(one["number"], one["corrects"], one["made_of"]["budget_version"]) for one in items] == [(1, None, 1), (2, 1, 1)]


async def test_without_one_of_the_services_nothing_is_filed_and_the_same_command_succeeds_later(
    stack: EmbeddedStack, desk: Desk
):
    await february(desk)
    await stack.services.stop("finance")
    refused = await desk.post("coordinator", "submit_report", PERIOD, key="february")
    assert (refused.status_code, refused.json()["code"], refused.json()["facts"]) == (
        503,
        "unavailable",
        {"service": "finance"},
    )
    assert (await desk.get("auditor", "submitted_reports", project=PROJECT)).json()["items"] == []
    await stack.services.start("finance")

    async def submitted() -> bool:
        return (await desk.post("coordinator", "submit_report", PERIOD, key="february")).is_success

    await eventually(submitted, what="the report")
    assert len((await desk.get("auditor", "submitted_reports", project=PROJECT)).json()["items"]) == 1


async def test_who_may_not_submit_and_what_cannot_be_reported_is_refused(desk: Desk):
    await february(desk)
    role = await desk.post("accountant", "submit_report", PERIOD)
    unknown = await desk.post("coordinator", "submit_report", PERIOD | {"project": "nowhere"})
    future = await desk.post("coordinator", "submit_report", PERIOD | {"until": "2021-03-04"})
    codes = [(answer.status_code, answer.json()["code"], answer.json()["field"]) for answer in (role, unknown, future)]
    assert codes == [(403, "role_missing", "roles"), (404, "unknown_project", "project"), (422, "date_in_future", "until")]
