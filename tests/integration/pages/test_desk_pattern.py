"""The design system and the declaration: open to everybody, whole, and true to the style sheet."""

import re

import pytest

from services.gateway.pages.desk.colours import contrast, pairs
from tests.integration.pages.reading import heading, words
from tests.support.centre import House

TEXTS = {("ink", "paper"), ("muted", "paper"), ("ok", "ok-surface"), ("warn", "warn-surface"), ("bad", "bad-surface")}


def test_the_contrast_of_black_on_white_is_21_and_of_a_colour_on_itself_1():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#0a5a6e", "#0a5a6e") == pytest.approx(1)


def test_every_text_has_the_contrast_that_the_brief_asks_for():
    found = {(one.front, one.back): one.ratio for one in pairs()}
    assert found.keys() >= TEXTS
    assert min(ratio for (front, _), ratio in found.items() if front != "border") >= 4.5
    assert found["border", "paper"] >= 3
    assert (round(found["ink", "paper"], 1), round(found["muted", "paper"], 1)) == (16.0, 7.0)


async def test_every_part_stands_in_all_its_states_without_signing_in(whole: House):
    async with whole.desk.browser() as browser:
        page = await browser.get("/wzornik")
        assert (page.status_code, heading(page)) == (200, "Wzornik")
        fields = set(re.findall(r' name="([phwf]_\w+)"', page.text))
        kinds = ("text", "amount", "area", "select", "radio", "checkbox")
        assert fields >= {f"{state}_{kind}" for state in "phwf" for kind in kinds}
        assert len(re.findall(r'class="field[^"]* wrong"', page.text)) == 7
        assert 'value="1 234,56"' in page.text
        assert 'id="f_checkbox" name="f_checkbox" value="one" checked' in page.text
        said = words(page)
        for part in ("Komunikaty i znaczniki", "Oś czasu", "Paski", "Zakładki", "Wykres z tabelą", "3 dni po terminie"):
            assert part in said
        ids = re.findall(r' id="([^"]+)"', page.text)
        assert len(ids) == len(set(ids))
        assert len(page.content) < 60_000


async def test_the_declaration_says_whose_it_is_its_state_its_dates_and_the_way_to_complain(whole: House):
    async with whole.desk.browser() as browser:
        page = await browser.get("/accessibility")
        assert (page.status_code, heading(page)) == (200, "Deklaracja dostępności")
        said = words(page)
        assert "test zobowiązuje się zapewnić dostępność" in said
        for part in ("częściowo zgodna", "Data publikacji", "Procedura wnioskowo-skargowa", "Rzecznika Praw Obywatelskich"):
            assert part in said
        assert "Ta deklaracja jest niepełna" in said, "nobody has named how to reach the centre"
        asked = {"podmiot", "url", "data-publikacja", "status", "data-sporzadzenie", "kontakt", "procedura", "architektura"}
        assert asked <= set(re.findall(r'id="a11y-([a-z-]+)"', page.text))
