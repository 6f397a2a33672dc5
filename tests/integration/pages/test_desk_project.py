"""The project at a glance and the change of a limit, with the history of limits and both versions of a conflict."""

import pytest

from tests.integration.pages.desk_story import GROUP, PROJECT, Story, played
from tests.integration.pages.reading import fill_in, heading, links, send_again, words
from tests.support.centre import House

PAGE, FORM = f"/projects/{PROJECT}", f"/projects/{PROJECT}/groups/{GROUP}/limit"


@pytest.fixture(scope="module")
async def story(whole: House) -> Story:
    return await played(whole.services)


async def test_places_money_days_left_partners_and_rules_stand_on_one_page(whole: House, story: Story):
    """From 1 March 2021 to 30 June 2023: 365 + 365 + 121 days."""
    async with whole.staff("k.projekt", "coordinator") as browser:
        page = await browser.get(PAGE)
        said = words(page)
        assert heading(page) == "Kładka"
        assert "pozostało dni: 851" in said
        assert "zajęte: 1 · oferty: 1 · wolne: 0 · lista rezerwowa: 0" in said
        assert "Nie zatwierdzono jeszcze budżetu." in said
        assert "3 500 000,00 zł" in said.replace("\xa0", " ")
        assert "Ośrodek Integracji Społecznej" in said
        assert "według kolejności zgłoszeń, grupy priorytetowe najpierw" in said
        assert "w ciągu 7 dni" in said
        assert FORM in links(page)


async def test_the_history_says_before_and_after_the_day_and_the_reason(whole: House, story: Story):
    async with whole.staff("k.historia", "social_worker") as browser:
        said = words(await browser.get(PAGE))
        assert "01.03.2021 Mieszkańcy przedtem: 1 → 2 aneks nr 1" in said
        assert "01.03.2021 Mieszkańcy 1 otwarcie grupy" in said
        assert "zmień limit" not in said, "a social worker may not change it"
        refused = await browser.http.get(FORM, headers={"Accept": "text/html"})
        assert (refused.status_code, heading(refused)) == (403, "Ta strona nie jest dla Pani/Pana roli")


async def test_a_limit_is_changed_with_a_reason_and_stands_in_the_history(whole: House, story: Story):
    async with whole.staff("k.limit", "coordinator") as browser:
        sent = await fill_in(browser, FORM, limit="3", reason="aneks nr 2")
        assert (sent.status_code, sent.headers["location"]) == (303, f"{PAGE}?changed=1")
        page = await browser.get(sent.headers["location"])
        assert "Limit został zmieniony." in words(page)
        assert "przedtem: 2 → 3 aneks nr 2 Maria Zielińska" in words(page)


async def test_what_is_not_a_number_or_too_few_is_refused_at_the_field_with_everything_as_typed(whole: House, story: Story):
    async with whole.staff("k.blad", "coordinator") as browser:
        refused = await fill_in(browser, FORM, limit="dużo", reason="aneks nr 3")
        assert refused.status_code == 422
        assert '<a href="#limit">Proszę podać liczbę całkowitą' in refused.text
        assert ">aneks nr 3</textarea>" in refused.text
        assert 'value="dużo"' in refused.text
        few = await fill_in(browser, FORM, limit="1", reason="aneks nr 3")
        assert few.status_code == 409
        assert "Tak mało miejsc nie może być" in words(few)


async def test_a_conflict_shows_both_and_the_second_sending_counts(whole: House, story: Story):
    async with whole.staff("k.pierwszy", "coordinator") as browser:
        page = await browser.get(FORM)
        change = {"project": PROJECT, "target_group": GROUP, "limit": 10, "reason": "aneks nr 4"}
        await whole.services.tell("recruitment", "change_group_limit", change)
        stale = await send_again(browser, page, FORM, limit="12", reason="aneks nr 5")
        assert stale.status_code == 412
        said = words(stale)
        assert "Dwie wersje" in said
        assert "Limit 12 10" in said, "mine, and as it is now"
        sent = await send_again(browser, stale, FORM, reason="aneks nr 5")
        assert sent.status_code == 303
        assert "przedtem: 10 → 12 aneks nr 5" in words(await browser.get(PAGE))


async def test_an_unknown_project_is_no_page_and_a_foreign_one_is_not_shown(whole: House, story: Story):
    async with whole.staff("k.obcy", "coordinator", projects=["other"]) as browser:
        foreign = await browser.http.get(PAGE, headers={"Accept": "text/html"})
        assert (foreign.status_code, heading(foreign)) == (403, "Ta strona nie jest dla Pani/Pana roli")
    async with whole.staff("k.nieznany", "coordinator") as browser:
        assert (await browser.http.get("/projects/nowhere", headers={"Accept": "text/html"})).status_code == 404
