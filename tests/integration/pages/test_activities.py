"""Activities on the pages: planned, scheduled, filled until places run out, called off; who may not, is shown no way in."""

import re
from collections.abc import AsyncIterator

import pytest

from tests.integration.pages.course import LIST, NEW, Course, begun
from tests.support.centre import House
from tests.support.pages import follow, form_of, read, send
from tests.support.reception import Browser


@pytest.fixture(scope="module")
async def course(whole: House) -> Course:
    return await begun(whole)


@pytest.fixture(scope="module")
async def worker(course: Course) -> AsyncIterator[Browser]:
    async with course.house.staff("m.zielinska", "social_worker") as browser:
        yield browser


async def test_an_activity_is_planned_with_its_leader_and_stands_in_the_list(worker: Browser) -> None:
    page = await worker.get(NEW)
    leader = page.text.partition(">Maria Zielińska</option>")[0].rpartition('value="')[2].partition('"')[0]
    details = {"title": "Ceramika", "form": "course", "service_class": "educational", "capacity": "12", "place": "Dom Kultury"}
    whole = await follow(worker, await send(worker, page, NEW, leader=leader, families="true", **details))

    assert "Zajęcia są zaplanowane. Teraz proszę dodać terminy i zapisać uczestników." in read(whole)
    assert "Forma i klasa kurs, usługa edukacyjna Miejsce Dom Kultury Prowadzi Maria Zielińska" in read(whole)
    assert "zajęte: 0 · wolne: 12 z 12" in read(whole)
    assert "Projekt trwa od 01.01.2021 do 30.06.2023." in read(await worker.get(LIST))
    assert "Ceramika kurs Dom Kultury Maria Zielińska 0 z 12 ● bez terminów" in read(await worker.get(LIST))


async def test_what_is_missing_or_wrong_is_said_at_its_field_and_the_rest_stays(worker: Browser) -> None:
    answer = await send(worker, await worker.get(NEW), NEW, title="", form="trip", capacity="dużo", place="Zoo")

    assert answer.status_code == 422
    for field in ("title", "service_class", "capacity"):
        assert f'<a href="#{field}">' in answer.text
    kept = dict(form_of(answer, NEW).fields)
    assert (kept["form"], kept["capacity"], kept["place"]) == ("trip", "dużo", "Zoo")


async def test_a_session_outside_the_project_says_the_period_and_keeps_what_was_typed(course: Course, worker: Browser) -> None:
    at = await course.planned(worker, "Pizza")

    late = await course.add_session(worker, at, "2023-12-24")

    assert late.status_code == 422
    assert '<a href="#on">Ten dzień leży poza okresem projektu.' in late.text
    kept = dict(form_of(late, f"{at}/sessions/new").fields)
    assert (kept["on.day"], kept["on.year"], kept["hours"]) == ("24", "2023", "4,5")
    added = await follow(worker, await send(worker, late, f"{at}/sessions/new", on__month="6", on__day="24"))
    assert re.search("sobota 24.06.2023 .{,120} ℹ zaplanowane 4,5 Razem", read(added))


async def test_who_finds_no_place_waits_and_gets_the_one_that_is_given_up(course: Course, worker: Browser) -> None:
    at = await course.planned(worker, "Kino", capacity="2")
    page = await worker.get(f"{at}/enrol")
    assert "Wolne miejsca: 2." in read(page)
    assert "Bąk Zofia Cichy Jan Dąbek Ewa Wrona Adam" in read(page)

    people = [course.ids[name] for name in ("Wrona Adam", "Cichy Jan", "Bąk Zofia")]
    full = read(await follow(worker, await send(worker, page, f"{at}/enrol", participants=people)))
    assert "zajęte: 2 · wolne: 0 z 2" in full
    assert full.index("Zapisane osoby") < full.index("Cichy Jan") < full.index("Wrona Adam") < full.index("Lista oczekujących")
    assert full.index("Lista oczekujących") < full.index("1. Bąk Zofia")
    assert "Kino warsztaty – – 2 z 2 czeka: 1" in read(await worker.get(LIST))

    leave = f"{at}/participants/{course.ids['Cichy Jan']}/leave"
    empty = await send(worker, await worker.get(leave), leave, reason=" ")
    assert (empty.status_code, '<a href="#reason">Proszę wypełnić to pole.' in empty.text) == (422, True)
    after = read(await follow(worker, await send(worker, empty, leave, reason="zmiana planów")))
    assert "Miejsce zostało zwolnione. Dostała je pierwsza osoba z listy oczekujących." in after
    assert after.index("Bąk Zofia") < after.index("Lista oczekujących") < after.index("Nikt nie czeka.")


async def test_the_list_of_people_is_shortened_by_a_name_and_who_is_ticked_stays(course: Course, worker: Browser) -> None:
    at = await course.planned(worker, "Zoo", "Bąk Zofia")
    ticked = course.ids["Wrona Adam"]

    page = await send(worker, await worker.get(f"{at}/enrol"), f"{at}/enrol", participants=ticked, name="dą", find="1")

    assert "Dąbek Ewa Wrona Adam Zapisz zaznaczone osoby" in read(page)
    assert ("participants", ticked) in form_of(page, f"{at}/enrol").fields
    assert "Bąk" not in read(page), "who is enrolled is not offered"


async def test_who_is_enrolled_meanwhile_is_named_and_nobody_is_enrolled_twice(course: Course, worker: Browser) -> None:
    at = await course.planned(worker, "Wrocław")
    early, late = await worker.get(f"{at}/enrol"), await worker.get(f"{at}/enrol")
    await follow(worker, await send(worker, early, f"{at}/enrol", participants=course.ids["Bąk Zofia"]))

    no = await send(worker, late, f"{at}/enrol", participants=[course.ids["Bąk Zofia"], course.ids["Cichy Jan"]])

    assert (no.status_code, "Ta osoba jest już zapisana albo czeka." in read(no)) == (409, True)
    assert read(await worker.get(at)).count("zwolnij miejsce: Bąk Zofia") == 1


async def test_a_session_is_called_off_with_a_reason_and_counts_no_more(course: Course, worker: Browser) -> None:
    at = await course.planned(worker, "Spacer", "Bąk Zofia", days=("2023-06-10", "2023-06-20"))
    sheet = (await course.sheets(worker, at))[1].replace("attendance", "cancel")

    asked = await worker.get(sheet)
    assert "„Spacer”, wtorek 20.06.2023. Tego nie można cofnąć" in read(asked)
    after = read(await follow(worker, await send(worker, asked, sheet, reason="burza")))

    assert "wtorek 20.06.2023 – ● odwołany 4,5" in after
    assert "Razem, bez odwołanych 4,5" in after


async def test_the_next_comes_first_and_missing_lists_are_counted(course: Course, worker: Browser) -> None:
    await course.planned(worker, "Za tydzień", "Bąk Zofia", days=("2023-06-19",))
    await course.planned(worker, "Minęło", "Bąk Zofia", days=("2023-06-05", "2023-06-07"))
    await course.planned(worker, "Dziś", "Bąk Zofia", days=("2023-06-12",))

    page = read(await worker.get(LIST))

    assert page.index("Dziś warsztaty") < page.index("Za tydzień warsztaty") < page.index("Minęło warsztaty")
    assert "środa 07.06.2023 Minęło warsztaty – – 1 ● zakończone ◆ listy do zapisania: 2" in page
    assert "poniedziałek 12.06.2023 Dziś warsztaty – – 1 ℹ dziś ◆ listy do zapisania: 1" in page


async def test_an_accountant_reads_the_plan_without_names_and_is_offered_nothing_to_change(
    course: Course, worker: Browser
) -> None:
    at = await course.planned(worker, "Florystyka", "Bąk Zofia", "Cichy Jan", days=("2023-06-10",))
    (sheet,) = await course.sheets(worker, at)
    async with course.house.staff("s.ksiegowa", "accountant") as browser:
        pages = [await browser.get(path) for path in (at, sheet, sheet.replace("attendance", "print"), LIST)]
        assert [page.status_code for page in pages] == [200] * 4
        for page in pages:
            assert not any(name in page.text for name in ("Bąk", "Zofia", "Cichy"))
        assert "Nazwiska widzą tylko osoby, które pracują z uczestnikami." in read(pages[0])
        assert "Osoba 1 od" in read(pages[0])
        for page in pages:
            assert not any(word in read(page) for word in ("Zapisz", "Dodaj termin", "odwołaj", "zwolnij", "Zaplanuj zajęcia"))
        closed = (f"{at}/enrol", f"{at}/sessions/new", f"{at}/certificates/new", NEW, sheet.replace("attendance", "cancel"))
        assert [(await browser.get(path)).status_code for path in closed] == [403] * 5
        forms = {"reason": "x", "csrf": await browser.csrf("/account")}
        denied = await browser.http.post(sheet.replace("attendance", "cancel"), data=forms, headers={"Accept": "text/html"})
        assert (denied.status_code, "Pani/Pana rola na to nie pozwala." in read(denied)) == (403, True)


async def test_the_auditor_sees_names_and_changes_nothing(course: Course, worker: Browser) -> None:
    at = await course.planned(worker, "Biżuteria", "Bąk Zofia", days=("2023-06-10",))
    async with course.house.staff("t.audytor", "auditor") as browser:
        page = await browser.get(at)
        assert "Bąk Zofia" in read(page)
        assert "Zapisz uczestników" not in read(page)
        assert "data-sheet=" not in (await browser.get((await course.sheets(browser, at))[0])).text


async def test_pages_are_small_safe_and_spoken_in_english_on_wish(course: Course, worker: Browser) -> None:
    at = await course.planned(worker, "Wen-Do", "Bąk Zofia", days=("2023-06-10",))
    (sheet,) = await course.sheets(worker, at)
    await worker.get("/language/en")
    for path in (LIST, NEW, at, f"{at}/enrol", f"{at}/sessions/new", f"{at}/certificates", sheet):
        page = await worker.get(path)
        assert page.status_code == 200, path
        assert len(page.content) < 60_000
        assert " style=" not in page.text
    assert "Attendance list" in read(await worker.get(at))
    await worker.get("/language/pl")
