"""A project with participants who have names, and activities made on the pages; 12 June 2023 is today."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

import httpx

from services.recruitment.domain.words import Sex
from shared.testing.eventually import eventually
from tests.integration.recruitment.counter import FORM
from tests.support.centre import House
from tests.support.pages import follow, send
from tests.support.reception import Browser
from tests.unit.recruitment.examples import PROJECT, definition, pesel

TODAY = "2023-06-12"
PEOPLE = ("Bąk Zofia", "Cichy Jan", "Dąbek Ewa", "Wrona Adam")
LIST = f"/projects/{PROJECT}/activities"
NEW = f"{LIST}/new"
PATIENCE = 60
"""Seconds until news of recruitment have arrived, at the latest."""


@dataclass(frozen=True)
class Course:
    """Where the tests take place: everybody of PEOPLE has a place in the project; ids by name."""

    house: House
    ids: dict[str, str]

    async def planned(self, browser: Browser, title: str, *people: str, days: tuple[str, ...] = (), **more: str) -> str:
        """An activity with these people and sessions, made on the pages; the path of its page."""
        details = {"title": title, "form": "workshop", "service_class": "social", **more}
        made = await send(browser, await browser.get(NEW), NEW, **details)
        at = made.headers["location"].partition("?")[0]
        if people:
            page = await browser.get(f"{at}/enrol")
            await follow(browser, await send(browser, page, f"{at}/enrol", participants=[self.ids[one] for one in people]))
        for on in days:
            await follow(browser, await self.add_session(browser, at, on))
        return at

    async def add_session(self, browser: Browser, at: str, on: str, hours: str = "4,5") -> httpx.Response:
        year, month, day = on.split("-")
        page = await browser.get(f"{at}/sessions/new")
        return await send(browser, page, f"{at}/sessions/new", on__day=day, on__month=month, on__year=year, hours=hours)

    async def sheets(self, browser: Browser, at: str) -> list[str]:
        """The paths of the attendance lists of an activity, by day."""
        return re.findall(r'<a href="(/sessions/[0-9a-f-]+/attendance)">', (await browser.get(at)).text)

    async def roster(self, sheet: str) -> dict[str, tuple[str | None, str | None]]:
        """What the service knows of a list: status and hours by name."""
        found = await self.house.services.ask("activities", "roster", session=sheet.split("/")[2])
        names = {who: name for name, who in self.ids.items()}
        return {names[one["participant"]]: (one["status"], one["hours"]) for one in found["items"]}


async def begun(house: House) -> Course:
    """The project is open and its four participants are recruited; activities know them."""
    tell = house.services.tell
    await house.services.on("2021-03-01")
    await tell("recruitment", "open_project", {"definition": definition().model_dump(mode="json")})
    ids = {name: await _recruited(house, name, number) for number, name in enumerate(PEOPLE)}
    await house.services.on(TODAY)
    activity = await eventually(lambda: _planned(house), within=PATIENCE, what="activities know the project")
    everybody = {"activity": activity, "participants": list(ids.values())}
    await eventually(lambda: _accepted(house, "enrol", everybody), within=PATIENCE, what="activities know the participants")
    return Course(house, ids)


async def _recruited(house: House, name: str, number: int) -> str:
    family, given = name.split(" ")
    person = {"given_name": given, "family_name": family, "pesel": pesel(date(1980, 3, 17), number, Sex.FEMALE)}
    who: str = (await house.services.tell("recruitment", "submit_application", FORM | {"person": person}))["application_id"]
    await house.services.tell("recruitment", "assess_application", {"application": who, "eligible": True})
    await house.services.tell("recruitment", "recruit_candidate", {"application": who})
    return who


async def _planned(house: House) -> str | None:
    details = {"project": PROJECT, "title": "Próba", "form": "event", "service_class": "social"}
    answer = await _accepted(house, "plan_activity", details)
    return answer and answer["activity_id"]


async def _accepted(house: House, command: str, body: dict[str, Any]) -> Any:
    """The answer, or None while activities have not heard of what it is about."""
    url, who = house.services.urls["activities"], house.services.as_coordinator()
    answer = await house.services.http.post(f"{url}/commands/{command}", json=body, headers=who)
    return answer.json() if answer.status_code == 200 else None
