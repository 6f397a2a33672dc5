"""What the pages are looked at with: ids of people and things by the name that the states use."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import httpx
import pyotp

from deploy.play.client import Accounts, Client, Login
from shared.bus.effects import notice
from shared.events.envelope import Meta, headers_of
from shared.kernel.errors import Refused
from shared.kernel.ids import SYSTEM, new_id
from shared.store.database import Database
from shared.testing.eventually import eventually
from tests.browser import old_project, second_project
from tests.browser.staff import PROJECT, UNREADABLE, Played
from tests.support.bus import producer
from tests.support.tally import Counted

Things = Mapping[str, str]
NEW, CAREFUL, CALM = "nowa", "ostrozna", "spokojna"
"""The logins of accounts that are made for the pages of the door."""
OWN_PASSWORD = "wiosna-nad-odra-2023"
PATIENCE = 60
"""Seconds until news of one service have arrived at another, at the latest."""


async def arranged(played: Played) -> Things:
    """Everything, after the play; `project`, `second` and `old` are the projects."""
    client, looking = played.client, _Looking(played.client)
    staff = {one["login"]: one["account"] for one in (await looking.ask("admin", "accounts"))["items"]}
    today = date.fromisoformat((await looking.ask("admin", "clocks"))["business_date"])
    second = await second_project.opened(client, today, staff["trainer"])
    old = await old_project.opened(client)
    found = await _of_the_play(looking) | await _accounts(played, client)
    trouble = await _trouble(played, looking)
    return {"today": str(today), "nobody": str(new_id()), "account": staff["trainer"], **second, **old, **found, **trouble}


@dataclass(frozen=True)
class _Looking:
    client: Client

    async def ask(self, login: str, query: str, **inputs: Any) -> Any:
        answer = await self.client.ask(login, query, inputs)
        assert answer.ok, (query, answer)
        return answer.body


async def _of_the_play(looking: _Looking) -> dict[str, str]:
    """Of the project that went to its end: somebody with a job, a letter, a list, a document, a report."""
    of = {"project": PROJECT}
    people = {one["participant"]: one for one in (await looking.ask("coordinator", "participants", **of))["items"]}
    certified = (await looking.ask("coordinator", "certificates", **of))["items"][0]
    letters = (await looking.ask("coordinator", "notifications", limit=500, **of))["items"]
    letter = next(one for one in letters if one["application"] == certified["participant"])
    held = (await looking.ask("coordinator", "activity", activity=certified["activity"]))["schedule"][0]
    documents = (await looking.ask("accountant", "expenses", **of))["items"]
    approvable = next(one for one in documents if len(one["rows"]) == 1)
    await _taken_off(looking.client, approvable["expense"])
    commitment = (await looking.ask("accountant", "commitments", **of))["items"][0]
    report = (await looking.ask("coordinator", "submitted_reports", **of))["items"][-1]
    return {
        "project": PROJECT,
        "ended": certified["participant"],
        "ended_person": people[certified["participant"]]["person"],
        "letter": letter["notification"],
        "training": certified["activity"],
        "training_session": held["session"],
        "document": next(one["expense"] for one in documents if len(one["rows"]) > 1),
        "approvable": approvable["expense"],
        "commitment": commitment["commitment"],
        "report": report["report"],
    }


async def _taken_off(client: Client, document: str) -> None:
    """The accountant takes a grosz off a document, which somebody else has to approve anew."""
    taken = {"rows": [{"row": 0, "amount": "0.01"}], "reason_code": "mistake", "reason": "pomyłka w odpisie"}
    assert (await client.send("accountant", "declare_ineligible", {"expense": document} | taken, str(new_id()))).ok


async def _accounts(played: Played, client: Client) -> dict[str, str]:
    """Somebody who has not chosen a password yet, somebody whose phone is asked for, and one with a password alone."""
    new = await _created(client, NEW, "Nina Nowak")
    for login, name in ((CAREFUL, "Olga Rak"), (CALM, "Sylwia Kos")):
        words = {"login": login, "password": await _created(client, login, name), "new_password": OWN_PASSWORD}
        async with httpx.AsyncClient(base_url=played.url) as door:
            (await door.post(client.catalogue["sign_in"].path, json=words)).raise_for_status()
    async with Client(played.url, Accounts([Login(CAREFUL, OWN_PASSWORD, ["accountant"])])) as own:
        enrolment = (await own.send(CAREFUL, "enrol_second_factor", {"password": OWN_PASSWORD}, str(new_id()))).body
        code = pyotp.parse_uri(enrolment["uri"]).now()
        assert (await own.send(CAREFUL, "confirm_second_factor", {"code": code}, str(new_id()))).ok
    wish = {"title": "zestawienia miesięczne", "roles": ["accountant"], "days": 30}
    told = await client.send("accountant", "create_access_token", wish, str(new_id()))
    token = (await client.ask("accountant", "access_tokens", {})).body["items"][0]["token"]
    assert told.ok
    return {"new_password": new, "token": token}


async def _created(client: Client, login: str, name: str) -> str:
    """The password to hand over."""
    wish = {"login": login, "name": name, "roles": ["accountant"], "organisation": "MOPS"}
    answer = await client.send("admin", "create_account", wish, str(new_id()))
    assert answer.ok, answer
    return str(answer.body["password"])


async def _trouble(played: Played, looking: _Looking) -> dict[str, str]:
    """A record of recruitment that nobody can read, and a reaction of finance that was refused."""
    async with producer(played.whole.stack.kafka.address) as sender:
        headers = headers_of(_meta("ProjectOpened", UNREADABLE), "urn:kladka:test:recruitment")
        await sender.send_and_wait("kladka.recruitment.v1", b'{"project": 7', key=b"p1", headers=headers)
    await noticed(played)
    waiting = (await looking.ask("coordinator", "attention"))["items"][0]

    async def parked() -> Any:
        return [one for one in (await looking.ask("admin", "parked_streams"))["items"] if one["service"] == "finance"]

    first = (await eventually(parked, within=PATIENCE, what="the record is parked"))[0]
    return {"attention": str(waiting["id"]), "parked": str(first["record"])}


async def noticed(played: Played) -> None:
    """Finance was told something that it refuses to carry out: somebody has to look at it."""
    database = Database(played.whole.stack.postgres.url("finance"))
    async with database.begin() as db:
        event = Counted(project="p", tally="a", amount=1)
        await notice(db, "test", event, _meta("Counted", "tally:a"), Refused("no_budget", rule="there is no budget"))
    await database.close()


def _meta(name: str, stream: str) -> Meta:
    return Meta(new_id(), name, 1, stream, 1, date(2021, 1, 1), datetime.now(UTC), new_id(), new_id(), SYSTEM)
