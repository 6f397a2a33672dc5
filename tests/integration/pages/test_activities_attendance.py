"""Attendance lists on the pages: everybody is present until marked otherwise, saved once, settled name by name, corrected."""

import re
from collections.abc import AsyncIterator

import httpx
import pytest

from tests.integration.pages.course import Course, begun
from tests.support.centre import House
from tests.support.pages import follow, form_of, read, send, send_fields
from tests.support.reception import PASSWORD, Browser, Person


@pytest.fixture(scope="module")
async def course(whole: House) -> Course:
    return await begun(whole)


@pytest.fixture(scope="module")
async def worker(course: Course) -> AsyncIterator[Browser]:
    async with course.house.staff("m.zielinska", "social_worker") as browser:
        yield browser


@pytest.fixture(scope="module")
async def trainer(course: Course) -> AsyncIterator[Browser]:
    async with course.house.staff("p.trener", "trainer") as browser:
        yield browser


async def held(course: Course, browser: Browser, title: str, on: str = "2023-06-10", **more: str) -> str:
    """The list of a session with Bąk, Cichy and Dąbek."""
    at = await course.planned(browser, title, "Bąk Zofia", "Cichy Jan", "Dąbek Ewa", days=(on,), **more)
    return (await course.sheets(browser, at))[0]


async def save(browser: Browser, page: httpx.Response, sheet: str, **marks: str) -> httpx.Response:
    return await send_fields(browser, sheet, form_of(page, sheet).filled({n.replace("__", "."): v for n, v in marks.items()}))


def of(course: Course, **by_family_name: str) -> dict[str, str]:
    """The fields of people by family name: `bak__status="late"`."""
    people = {"bak": "Bąk Zofia", "cichy": "Cichy Jan", "dabek": "Dąbek Ewa"}
    fields = {}
    for name, value in by_family_name.items():
        person, _, field = name.partition("__")
        fields[f"{field}.{course.ids[people[person]]}"] = value
    return fields


async def test_a_trainer_marks_who_is_not_there_and_saves_once(course: Course, worker: Browser, trainer: Browser) -> None:
    sheet = await held(course, worker, "Budki dla ptaków", families="true")
    page = await trainer.get(sheet)
    assert "Wszyscy są zaznaczeni jako obecni." in read(page)
    assert page.text.count('value="present" checked') == 3
    assert re.findall(r"<legend>(\w+ \w+)</legend>", page.text) == ["Bąk Zofia", "Cichy Jan", "Dąbek Ewa"]

    marks = of(course, cichy__status="excused", dabek__status="late", dabek__hours="2,25")
    saved = await follow(trainer, await save(trainer, page, sheet, families__adults="1", families__children="3", **marks))

    assert "Lista została zapisana." in read(saved)
    assert "Bąk Zofia ✔ obecność" in read(saved)
    assert "Cichy Jan ● nieobecność usprawiedliwiona" in read(saved)
    assert "Dąbek Ewa ✔ spóźnienie, liczy się jako obecność godziny: 2,25" in read(saved)
    assert "Otoczenie, liczone osobno: dorośli 1, dzieci 3." in read(saved)
    assert "data-sheet=" not in saved.text, "nothing is left to record"
    assert await course.roster(sheet) == {
        "Bąk Zofia": ("present", "4.50"),
        "Cichy Jan": ("excused", "0.00"),
        "Dąbek Ewa": ("late", "2.25"),
    }


async def test_the_activity_says_how_many_came_and_counts_families_apart(course: Course, worker: Browser) -> None:
    sheet = await held(course, worker, "Wyjazd", families="true", capacity="5")
    await save(worker, await worker.get(sheet), sheet, families__adults="2", **of(course, bak__status="unexcused"))

    (at,) = re.findall(r'<a href="(/activities/[0-9a-f-]+)">Wyjazd', (await worker.get(sheet)).text)
    page = read(await worker.get(at))

    assert "✔ lista zapisana, obecnych: 2 z 3 4,5 2 0 Razem, bez odwołanych 4,5 2 0" in page
    assert "zajęte: 3 · wolne: 2 z 5" in page, "the two adults take no place"


async def test_the_same_list_sent_twice_is_recorded_once(course: Course, worker: Browser) -> None:
    sheet = await held(course, worker, "Dwa razy")
    page = await worker.get(sheet)

    answers = [await save(worker, page, sheet, **of(course, bak__status="late")) for _ in range(2)]

    assert [answer.headers["location"] for answer in answers] == [f"{sheet}?saved=1"] * 2
    assert (await course.roster(sheet))["Bąk Zofia"] == ("late", "4.50")


async def test_two_people_with_the_same_marks_disagree_about_nothing(course: Course, worker: Browser, trainer: Browser) -> None:
    sheet = await held(course, worker, "Zgodnie")
    pages = [(browser, await browser.get(sheet)) for browser in (worker, trainer)]

    first, second = [await save(browser, page, sheet, **of(course, bak__status="excused")) for browser, page in pages]

    assert (first.headers["location"], second.headers["location"]) == (f"{sheet}?saved=1", f"{sheet}?saved=same")
    assert "Ktoś wcześniej zapisał taką samą listę." in read(await follow(trainer, second))


async def test_where_two_people_disagree_both_versions_stand_name_by_name(
    course: Course, worker: Browser, trainer: Browser
) -> None:
    sheet = await held(course, worker, "Spór", families="true")
    theirs, mine = await worker.get(sheet), await trainer.get(sheet)
    await save(worker, theirs, sheet, families__adults="4", **of(course, bak__status="excused", cichy__hours="2"))

    marks = of(course, bak__status="late", dabek__status="unexcused")
    clash = await save(trainer, mine, sheet, families__adults="3", **marks)

    assert (clash.status_code, "<h1>Ktoś w międzyczasie zapisał tę listę</h1>" in clash.text) == (409, True)
    said = read(clash)
    assert "Bąk Zofia Maria Zielińska zapisał(a): nieobecność usprawiedliwiona" in said
    assert "nieobecność usprawiedliwiona Pani/Pana zaznaczenie: spóźnienie, liczy się jako obecność" in said
    assert "Cichy Jan Maria Zielińska zapisał(a): obecność, godziny: 2 Pani/Pana zaznaczenie: obecność" in said
    assert "Dąbek Ewa Maria Zielińska zapisał(a): obecność Pani/Pana zaznaczenie: nieobecność nieusprawiedliwiona" in said
    assert "Zapisano otoczenie: dorośli 4, dzieci 0." in said

    settle, chosen = f"{sheet}/settle", {f"keep.{course.ids['Bąk Zofia']}": "mine"}
    no = await send(trainer, clash, settle, **chosen)
    assert (no.status_code, '<a href="#reason">Proszę wypełnić to pole.' in no.text) == (422, True)
    assert (f"keep.{course.ids['Bąk Zofia']}", "mine") in form_of(no, settle).fields
    await follow(trainer, await send(trainer, no, settle, reason="była od dziesiątej"))

    assert await course.roster(sheet) == {
        "Bąk Zofia": ("late", "4.50"),
        "Cichy Jan": ("present", "2.00"),
        "Dąbek Ewa": ("present", "4.50"),
    }


async def test_what_nobody_recorded_is_saved_with_what_was_settled(course: Course, worker: Browser, trainer: Browser) -> None:
    sheet = await held(course, worker, "Połowa")
    mine = await trainer.get(sheet)
    session, who = sheet.split("/")[2], course.ids["Bąk Zofia"]
    half = {"session": session, "entries": [{"participant": who, "status": "present"}]}
    await course.house.services.tell("activities", "record_attendance", half)

    clash = await save(trainer, mine, sheet, **of(course, cichy__status="excused"))
    assert "nie ma różnic" in read(clash)
    assert "Zostanie zapisane tak, jak zaznaczono Cichy Jan: nieobecność usprawiedliwiona Dąbek Ewa: obecność" in read(clash)
    await follow(trainer, await send(trainer, clash, f"{sheet}/settle"))

    assert {name: status for name, (status, _) in (await course.roster(sheet)).items()} == {
        "Bąk Zofia": "present",
        "Cichy Jan": "excused",
        "Dąbek Ewa": "present",
    }


async def test_a_correction_needs_a_reason_and_something_to_correct(course: Course, worker: Browser) -> None:
    sheet = await held(course, worker, "Pomyłka")
    await save(worker, await worker.get(sheet), sheet)
    line = f"{sheet}/{course.ids['Cichy Jan']}"
    page = await worker.get(line)
    assert "Osoba Cichy Jan Termin Pomyłka, sobota 10.06.2023 Na liście jest obecność, godziny: 4,5" in read(page)

    silent = await send(worker, page, line, status="unexcused")
    assert (silent.status_code, '<a href="#reason">Proszę wypełnić to pole.' in silent.text) == (422, True)
    same = await send(worker, silent, line, status="present", reason="sprawdzone")
    assert (same.status_code, "Nic nie różni się od zapisanych danych." in read(same)) == (409, True)
    more = await send(worker, same, line, status="present", hours="5", reason="dłużej")
    assert (more.status_code, '<a href="#hours">Osoba nie może mieć więcej godzin' in more.text) == (422, True)
    done = await follow(worker, await send(worker, more, line, status="unexcused", hours="", reason="nie było go na sali"))

    assert "Wpis został poprawiony." in read(done)
    assert (await course.roster(sheet))["Cichy Jan"] == ("unexcused", "0.00")


async def test_wrong_hours_are_said_at_the_person_and_all_marks_stay(course: Course, worker: Browser) -> None:
    sheet = await held(course, worker, "Godziny")
    marks = of(course, bak__hours="9", cichy__status="unexcused")

    no = await save(worker, await worker.get(sheet), sheet, **marks)

    who = course.ids["Bąk Zofia"]
    assert no.status_code == 422
    assert f'<a href="#hours.{who}">Osoba nie może mieć więcej godzin niż trwały zajęcia.' in no.text
    assert f'id="hours.{who}-error"' in no.text
    kept = dict(form_of(no, sheet).fields)
    assert (kept[f"hours.{who}"], kept[f"status.{course.ids['Cichy Jan']}"]) == ("9", "unexcused")
    await follow(worker, await send_fields(worker, sheet, form_of(no, sheet).filled({f"hours.{who}": "1,5"})))
    assert (await course.roster(sheet))["Bąk Zofia"] == ("present", "1.50")


async def test_a_list_that_is_late_says_why(course: Course, worker: Browser) -> None:
    sheet = await held(course, worker, "Dawno", on="2023-05-20")
    page = await worker.get(sheet)
    assert "Od zajęć minął ponad tydzień." in read(page)

    no = await save(worker, page, sheet)
    assert (no.status_code, '<a href="#late_reason">Od zdarzenia minęło więcej niż 7 dni.' in no.text) == (422, True)
    await follow(worker, await save(worker, no, sheet, late_reason="lista była na papierze"))
    assert (await course.roster(sheet))["Bąk Zofia"] == ("present", "4.50")


async def test_there_is_no_sheet_before_the_day_and_none_of_what_was_called_off(course: Course, worker: Browser) -> None:
    sheet = await held(course, worker, "Za chwilę", on="2023-06-20")
    early = await worker.get(sheet)
    assert "Obecność można zapisać w dniu zajęć: wtorek 20.06.2023." in read(early)
    assert "data-sheet=" not in early.text

    off = sheet.replace("attendance", "cancel")
    await send(worker, await worker.get(off), off, reason="burza")
    assert "Ten termin został odwołany. Nie ma listy obecności." in read(await worker.get(sheet))


async def test_a_certificate_is_recorded_of_somebody_who_was_there(course: Course, worker: Browser) -> None:
    sheet = await held(course, worker, "Wózek widłowy", form="course")
    at = re.findall(r'<a href="(/activities/[0-9a-f-]+)">Wózek', (await worker.get(sheet)).text)[0]
    await save(worker, await worker.get(sheet), sheet, **of(course, cichy__status="unexcused"))
    new, day = f"{at}/certificates/new", {"issued_on__day": "12", "issued_on__month": "6", "issued_on__year": "2023"}
    page = await worker.get(new)

    wish = {"kind": "qualification", "number": "17/2023", **day}
    absent = await send(worker, page, new, participant=course.ids["Cichy Jan"], issuer="ZDZ", **wish)
    stages = await send(worker, absent, new, participant=course.ids["Bąk Zofia"], kind="competence", **day)
    nobody = await send(worker, stages, new, participant=course.ids["Bąk Zofia"], issuer="", **wish)
    assert (absent.status_code, '<a href="#participant">Ta osoba nie była na żadnym terminie' in absent.text) == (409, True)
    assert (nobody.status_code, '<a href="#issuer">Przy kwalifikacjach trzeba podać' in nobody.text) == (422, True)
    assert (stages.status_code, "Kompetencje potwierdza się w czterech etapach." in read(stages)) == (422, True)
    done = await follow(worker, await send(worker, nobody, new, issuer="Zakład Doskonalenia Zawodowego"))

    assert "Certyfikat został zapisany." in read(done)
    assert "Bąk Zofia kwalifikacje 12.06.2023 17/2023 Zakład Doskonalenia Zawodowego" in read(done)


async def test_the_list_on_paper_bears_the_heading_of_the_project(course: Course, worker: Browser) -> None:
    sheet = await held(course, worker, "Papier", place="Dom Kultury", families="true")

    page = await worker.get(sheet.replace("attendance", "print"))

    said = read(page)
    heading = "Unia Europejska Europejski Fundusz Społeczny Projekt współfinansowany ze środków Unii Europejskiej: Kładka"
    assert heading in said
    assert "Oś 7 Działanie 7.1 Miejski Ośrodek Pomocy Społecznej" in said
    assert "Zajęcia Papier Dzień i miejsce sobota 10.06.2023, Dom Kultury Godziny 4,5" in said
    assert "1 Bąk Zofia 2 Cichy Jan 3 Dąbek Ewa" in said
    assert said.index("Podpis") < said.index("Bąk Zofia")


async def test_the_sheet_tells_its_script_ids_and_words_and_no_names(course: Course, worker: Browser) -> None:
    sheet = await held(course, worker, "Skrypt")
    page = (await worker.get(sheet)).text
    assert f'data-sheet="{sheet.split("/")[2]}"' in page
    assert re.search(r'<div id="sheets" data-account="[0-9a-f-]{36}" hidden>', page)
    script = (await worker.get(re.findall(r'src="(/static/attendance\.js\?[0-9a-f]+)"', page)[0])).text
    asked = set(re.findall(r'"(sheet-[a-z-]+)"', script))
    assert asked <= set(re.findall(r'<template id="(sheet-[a-z-]+)">', page))


async def test_marks_of_an_expired_session_wait_after_the_sign_in(course: Course) -> None:
    desk = course.house.desk
    person: Person = await desk.hire("a.lis", "social_worker")
    async with desk.browser() as browser:
        await browser.sign_in(person)
        sheet = await held(course, browser, "Wylogowanie")
        page = await browser.get(sheet)
        desk.clock.go_on(hours=9)
        sent = await save(browser, page, sheet, **of(course, dabek__status="excused"))
        assert sent.headers["location"].startswith("/sign-in?next=")
        await browser.send("/sign-in", login="a.lis", password=PASSWORD)
        kept = dict(form_of(await browser.get(sheet), sheet).fields)
        assert kept[f"status.{course.ids['Dąbek Ewa']}"] == "excused"
        assert (await course.roster(sheet))["Dąbek Ewa"] == (None, None)
