"""Choosing a project: what the account reaches, and the menu that follows."""

import re

from tests.support.centre import House
from tests.unit.recruitment.examples import definition


async def test_the_projects_of_the_account_stand_in_the_list_and_lead_on(whole: House) -> None:
    asked = {"definition": definition().model_dump(mode="json")}
    await whole.services.tell("recruitment", "open_project", asked)
    async with whole.staff("k.nowak", "social_worker") as browser:
        page = await browser.get("/projects")
        assert (page.status_code, "<h1>Projekty</h1>" in page.text) == (200, True)
        assert re.findall(r'<a href="/projects/([a-z0-9-]+)"><strong>', page.text) == ["bridge"]
    async with whole.staff("a.lis", "social_worker", projects=["other"]) as browser:
        assert "nie jest jeszcze przypisane" in (await browser.get("/projects")).text


async def test_the_menu_shows_what_the_role_may_open(whole: House) -> None:
    async with whole.staff("s.ksiegowa", "accountant") as browser:
        shown = (await browser.get("/projects")).text
        assert (">Osoby</a>" in shown, ">Audyt</a>" in shown, ">Dziś</a>" in shown) == (False, False, True)
    async with whole.staff("t.audytor", "auditor") as browser:
        shown = (await browser.get("/projects")).text
        assert (">Audyt</a>" in shown, ">Zaplecze</a>" in shown) == (True, False)


async def test_the_menu_marks_the_part_one_is_in_and_the_first_page_only_on_itself(whole: House) -> None:
    async with whole.staff("t.auditor", "auditor") as browser:
        assert 'aria-current="page">Dziś</a>' in (await browser.get("/")).text
        assert 'aria-current="page">Dziś</a>' not in (await browser.get("/projects")).text


async def test_who_reaches_one_project_need_not_choose_and_who_reaches_two_does(whole: House) -> None:
    """The first test has opened `bridge`; here a second one comes."""
    async with whole.staff("j.jeden", "accountant") as browser:
        assert 'href="/projects/bridge/budget"' in (await browser.get("/")).text
    ferry = {"definition": definition(project="ferry").model_dump(mode="json")}
    await whole.services.tell("recruitment", "open_project", ferry)
    async with whole.staff("d.dwa", "accountant") as browser:
        assert 'href="/projects/bridge/budget"' not in (await browser.get("/")).text
        await browser.get("/projects/ferry")
        assert 'href="/projects/ferry/budget"' in (await browser.get("/")).text, "the one looked at last"
