"""Accounts on pages: made, changed and closed by an admin; who may not, may not; what is secret is shown once."""

import re

from tests.integration.pages.reading import fill_in, heading, links, words
from tests.support.centre import House
from tests.support.reception import PASSWORD, Person

LIST = "/backstage/accounts"


async def test_a_new_account_gets_a_password_that_is_shown_once_and_opens_the_door(whole: House):
    async with whole.staff("r.sowa", "admin") as browser:
        made = await fill_in(
            browser, f"{LIST}/new", name="Jan Wilk", login="j.wilk", organisation="MOPS", roles=["trainer"], reach="all"
        )
        assert (made.status_code, heading(made)) == (200, "Pierwsze hasło")
        (password,) = re.findall(r'<code class="secret">([^<]+)</code>', made.text)
        page = await browser.get(LIST)
        assert "Jan Wilk MOPS j.wilk trener wszystkie" in words(page)
        assert "jeszcze bez logowania" in words(page)
        assert password not in page.text
    answer = await whole.desk.sign_in(Person(None, "j.wilk", password), new_password=PASSWORD)  # type: ignore[arg-type]
    assert answer.status_code == 200


async def test_incompatible_roles_are_refused_in_words_and_nothing_typed_is_lost(whole: House):
    async with whole.staff("r.role", "admin") as browser:
        typed = {"name": "Ola Kot", "login": "o.kot", "organisation": "MOPS", "reach": "all"}
        refused = await fill_in(browser, f"{LIST}/new", roles=["accountant", "coordinator"], **typed)
        assert refused.status_code == 409
        said = words(refused)
        assert "Dwóch z tych ról jedna osoba mieć nie może." in said
        assert "księgowy, koordynator" in said
        assert "kto wprowadza wydatek, nie zatwierdza go" in said
        assert 'value="Ola Kot"' in refused.text
        assert len(re.findall(r'name="roles" value="(?:accountant|coordinator)" checked', refused.text)) == 2


async def test_an_account_is_changed_and_its_history_says_so(whole: House):
    person = await whole.desk.hire("z.zmiana", "trainer")
    async with whole.staff("r.zmiana", "admin") as browser:
        page = f"{LIST}/{person.account}"
        sent = await fill_in(browser, f"{page}/change", name="Zofia Lis", roles=["social_worker"])
        assert sent.headers["location"] == f"{page}?done=changed"
        shown = await browser.get(sent.headers["location"])
        assert heading(shown) == "Zofia Lis"
        said = words(shown)
        assert "pracownik socjalny" in said
        assert "zmieniono konto – Maria Zielińska" in said


async def test_closing_names_whom_and_asks_why_and_then_nobody_gets_in(whole: House):
    person = await whole.desk.hire("z.koniec", "trainer")
    async with whole.staff("r.koniec", "admin") as browser:
        page = f"{LIST}/{person.account}"
        assert f"{page}/deactivate" in links(await browser.get(page))
        asked = await browser.get(f"{page}/deactivate")
        assert heading(asked) == "Zamknąć konto: Maria Zielińska?"
        assert page in links(asked), "there is a way back"
        empty = await fill_in(browser, f"{page}/deactivate", why="")
        assert (empty.status_code, "Proszę wypełnić to pole." in words(empty)) == (422, True)
        assert (await whole.desk.sign_in(person)).status_code == 200
        sent = await fill_in(browser, f"{page}/deactivate", why="koniec zatrudnienia")
        assert sent.headers["location"] == f"{page}?done=deactivate"
        assert (await whole.desk.sign_in(person)).status_code == 401
        assert "koniec zatrudnienia" in words(await browser.get(page))
        opened = await fill_in(browser, f"{page}/activate")
        assert heading(opened) == "Pierwsze hasło"


async def test_a_new_password_takes_the_place_of_a_forgotten_one(whole: House):
    person = await whole.desk.hire("z.haslo", "trainer")
    async with whole.staff("r.haslo", "admin") as browser:
        shown = await fill_in(browser, f"{LIST}/{person.account}/password")
        (password,) = re.findall(r'<code class="secret">([^<]+)</code>', shown.text)
        assert (await whole.desk.sign_in(person)).status_code == 401
        answer = await whole.desk.sign_in(Person(person.account, person.login, password), new_password=f"{PASSWORD} dwa")
        assert answer.status_code == 200


async def test_nobody_changes_the_rights_of_an_own_account(whole: House):
    async with whole.staff("r.wlasne", "admin") as browser:
        (row,) = await whole.desk.rows("SELECT account FROM account WHERE login = 'r.wlasne'")
        page = await browser.get(f"{LIST}/{row['account']}")
        assert "To jest własne konto." in words(page)
        assert f"{LIST}/{row['account']}/change" not in links(page)
        refused = await fill_in(browser, f"{LIST}/{row['account']}/change", roles=["admin", "trainer"])
        assert refused.status_code == 403
        assert "Uprawnień własnego konta się nie zmienia." in words(refused)


async def test_others_have_no_such_pages_and_auditors_only_look(whole: House):
    person = await whole.desk.hire("z.obejrzane", "trainer")
    pages = (LIST, f"{LIST}/new", f"{LIST}/{person.account}", f"{LIST}/{person.account}/deactivate", "/backstage")
    as_person = {"Accept": "text/html"}
    async with whole.staff("k.ciekawa", "coordinator") as browser:
        assert {(await browser.http.get(page, headers=as_person)).status_code for page in pages} == {403}
    async with whole.staff("a.audyt", "auditor") as browser:
        found = [(await browser.http.get(page, headers=as_person)).status_code for page in pages]
        assert found == [200, 403, 200, 403, 403]
        assert "Utwórz konto" not in words(await browser.get(LIST))
        assert "Zamknij konto" not in words(await browser.get(pages[2]))
