"""What is typed on a page and not sent stands there again, of whichever form, until it is sent."""

import re
from typing import Any

import pytest

from tests.integration.pages.desk_story import Story, played
from tests.integration.pages.reading import fill_in, form_in, send_again
from tests.support.centre import House
from tests.support.reception import Browser


@pytest.fixture(scope="module")
async def story(whole: House) -> Story:
    return await played(whole.services)


async def standing(browser: Browser, place: str) -> dict[str, str]:
    """What stands in the fields of the page's own form."""
    return {name: values[0] for name, values in form_in((await browser.get(place)).text, place).values.items()}


async def typed(browser: Browser, place: str, **values: Any) -> dict[str, str]:
    """Somebody types into the page's form, the page keeps it as its script does; what stands there afterwards."""
    form = await standing(browser, place)
    fields = {name.replace("__", "."): value for name, value in values.items()}
    headers = {"X-CSRF-Token": form["csrf"], "Idempotency-Key": form["key"]}
    kept = await browser.http.post("/commands/save_draft", json={"form": form["draft"], "fields": fields}, headers=headers)
    assert kept.status_code == 200, kept.text
    return await standing(browser, place)


async def test_a_withdrawal_and_an_assessment_stand_as_they_were_typed(whole: House, story: Story) -> None:
    async with whole.staff("k.pisze", "social_worker") as browser:
        withdrawal = await typed(browser, f"/applications/{story.anna}/withdraw", on__day="17", reason="illness")
        assert (withdrawal["on.day"], withdrawal["reason"]) == ("17", "illness")
        assert (await standing(browser, f"/applications/{story.ewa}/withdraw"))["on.day"] == "", "each page keeps its own"
        place = f"/applications/{story.marek}/assess"
        criterion = re.findall(r'name="(results\.[a-z_]+)"', (await browser.get(place)).text)[0]
        assert criterion not in await standing(browser, place), "nothing is chosen beforehand"
        assert (await typed(browser, place, **{criterion.replace(".", "__"): "not_met"}))[criterion] == "not_met"


async def test_what_is_not_wanted_is_put_away_and_the_page_says_that_it_is_there(whole: House, story: Story) -> None:
    place = f"/applications/{story.marek}/withdraw"
    async with whole.staff("k.nowa", "social_worker") as browser:
        assert "Zacznij od nowa" not in (await browser.get(place)).text
        await typed(browser, place, on__day="17")
        shown = await browser.get(place)
        assert "czego nie wysłano" in shown.text
        answer = await send_again(browser, shown, "/drafts/drop")
        assert (answer.status_code, answer.headers["location"]) == (303, place)
        assert (await standing(browser, place))["on.day"] == ""
        assert "Zacznij od nowa" not in (await browser.get(place)).text


async def test_what_was_sent_stands_there_no_longer(whole: House, story: Story) -> None:
    person = (await whole.services.ask("recruitment", "application", application=story.ewa))["person"]
    place, text = f"/people/{person}/request", "Dane są potrzebne do rozliczenia projektu."
    async with whole.staff("i.pisze", "data_protection_officer") as browser:
        assert (await typed(browser, place, explanation=text))["explanation"] == text
        sent = {"kind": "access", "channel": "letter", "explanation": ""}
        day = {"received_on__day": "1", "received_on__month": "3", "received_on__year": "2021"}
        answer = await fill_in(browser, place, **sent, **day)
        assert answer.status_code == 303, answer.text
        assert (await standing(browser, place))["explanation"] == ""


async def test_a_refused_form_is_kept_under_the_name_of_its_page(whole: House, story: Story) -> None:
    place = f"/applications/{story.anna}/withdraw"
    async with whole.staff("k.mylna", "social_worker") as browser:
        name = (await standing(browser, place))["draft"]
        refused = await fill_in(browser, place, reason="")
        assert refused.status_code == 422
        assert form_in(refused.text, place).values["draft"] == [name]
