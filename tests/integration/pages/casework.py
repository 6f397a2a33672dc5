"""People of a project for the pages about them: registered, with a place, under a contract, at the end."""

import re
from datetime import date
from html import unescape
from typing import Any, NamedTuple

from services.recruitment.domain.words import Sex
from tests.support.centre import House
from tests.support.pages import form_in
from tests.support.reception import Browser
from tests.unit.recruitment.examples import definition, pesel


class Somebody(NamedTuple):
    """A person with an application."""

    person: str
    application: str
    pesel: str


async def project(whole: House) -> None:
    """`bridge`, opened once, on 1 March 2021."""
    await whole.services.on("2021-03-01")
    await whole.services.tell("recruitment", "open_project", {"definition": definition().model_dump(mode="json")})


async def recruited(whole: House, number: int, given_name: str, family_name: str, **more: Any) -> Somebody:
    """Somebody with a place."""
    tell = whole.services.tell
    number_of = pesel(date(1980, 3, 17), number, Sex.FEMALE)
    form = {
        "project": "bridge",
        "target_group": "residents",
        "person": {"given_name": given_name, "family_name": family_name, "pesel": number_of, **more},
        "applied_at": "2021-02-01T09:00",
        "premises": ["art7"],
        "disability": {"degree": "severe"},
        "labour_status": "inactive",
        "no_same_support": True,
    }
    answer = await tell("recruitment", "submit_application", form)
    applied = answer["application_id"]
    await tell("recruitment", "assess_application", {"application": applied, "eligible": True})
    await tell("recruitment", "recruit_candidate", {"application": applied})
    return Somebody(answer["person_id"], applied, number_of)


async def fill(browser: Browser, page: str, action: str | None = None, **fields: Any) -> Any:
    """The form of a page with everything that stands in it, changed in some fields, and sent."""
    found = (await browser.get(page)).text
    return await browser.http.post(action or page, data={**standing(found, action or page), **fields})


def standing(page: str, action: str) -> dict[str, Any]:
    """What the fields of the form with this address hold, as a browser would send them; several values are a list."""
    return {name: values if len(values) > 1 else values[0] for name, values in form_in(page, action).values.items()}


def words(page: str) -> str:
    """What a person reads: without marks, blanks as one."""
    body = re.sub(r"<(script|style|template).*?</\1>", " ", page.partition("<body")[2], flags=re.S)
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", body))).strip()


def on(name: str, day: date) -> dict[str, str]:
    """A day in its three fields."""
    return {f"{name}.day": str(day.day), f"{name}.month": str(day.month), f"{name}.year": str(day.year)}
