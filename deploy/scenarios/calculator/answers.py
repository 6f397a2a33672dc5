"""Answers: what the books say to each question of a scenario."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from deploy.scenarios.calculator.books import HAS_PLACE, OFFERED, WAITING, Application, Books, Meeting
from deploy.scenarios.calculator.places import free
from deploy.scenarios.calculator.reading import Inputs, day, name

Answer = dict[str, Any]
SEXES = {"women": "female", "men": "male"}
CLASSES = ("social", "vocational", "educational", "health")
DEGREES = {
    "none": "brak",
    "mild": "lekki",
    "moderate": "umiarkowany",
    "severe": "znaczny",
    "refused": "odmowa podania informacji",
}
CENTI = Decimal("0.01")


def _target_group(books: Books, inputs: Inputs) -> Answer:
    group = inputs["target_group"]
    return {
        "limit": books.groups[group].limit,
        "taken": len(books.of_group(group, HAS_PLACE)),
        "offered": len(books.of_group(group, OFFERED)),
        "free": free(books, group),
        "waiting": len(books.of_group(group, WAITING)),
        "lapsed": books.groups[group].lapsed,
    }


def _reserve_list(books: Books, inputs: Inputs) -> Answer:
    listed = enumerate(books.listed(inputs["target_group"]), start=1)
    return {"items": [_listed(place, application) for place, application in listed]}


def _listed(place: int, application: Application) -> Answer:
    return {
        "place": place,
        "application": f"${{{application.name}}}",
        "applied_at": f"{application.applied_at}:00",
        "state": application.standing,
        "answer_by": application.answer_by and application.answer_by.isoformat(),
        "priority": bool(application.priority_groups),
        "priority_groups": application.priority_groups,
        "premises_count": len(application.premises),
    }


def _application(books: Books, inputs: Inputs) -> Answer:
    """Where an application stands, and what is owed until when."""
    application = books.applications[name(inputs["application"])]
    last = min(application.owed.values(), default=None)
    return {
        "status": application.standing,
        "missing": list(application.owed),
        "complete_by": last and last.isoformat(),
    }


def _why_this_place(books: Books, inputs: Inputs) -> Answer:
    """The place on the list, what it follows from, who stands before and what has happened."""
    application = books.applications[name(inputs["application"])]
    listed = books.listed(application.group)
    before = listed[: listed.index(application)]
    return {
        "application": f"${{{application.name}}}",
        "target_group": application.group,
        "status": application.standing,
        "place": len(before) + 1,
        "facts": [{"label": label, "value": value} for label, value in _facts(books, application).items()],
        "ahead": [{"application": f"${{{one.name}}}", "place": place} for place, one in enumerate(before, start=1)],
        "events": [{"event": event, "on": on.isoformat()} for event, on in application.history],
    }


def _facts(books: Books, application: Application) -> dict[str, str]:
    priority = [title for code, title in books.priority_titles.items() if code in application.priority_groups]
    return {
        "chwila zgłoszenia": application.applied_at.replace("T", " "),
        "liczba przesłanek": str(len(application.premises)),
        "przesłanki": "; ".join(books.premise_titles[premise] for premise in application.premises) or "brak",
        "stopień niepełnosprawności": DEGREES[application.degree],
        "grupa priorytetowa": "; ".join(priority) or "nie",
    }


def _headcount(books: Books, inputs: Inputs) -> Answer:
    return {"as_of": str(inputs["as_of"]), **headcount(books, day(inputs["as_of"]))}


def headcount(books: Books, on: date) -> Answer:
    """Who takes part on a day, and beside it who has ever been supported or has signed by then (decision D17)."""
    everybody = list(books.applications.values())
    now = [one for one in everybody if one.takes_part_on(on)]
    return {
        **by_sex(books, now),
        "target_groups": [
            {"target_group": group, **by_sex(books, (one for one in now if one.group == group))} for group in books.groups
        ],
        "ever_supported": by_sex(books, (one for one in everybody if one.started is not None and one.started <= on)),
        "contracts": by_sex(books, (one for one in everybody if one.contract is not None and one.contract <= on)),
        "places_taken": sum(one.has_place_on(on) for one in everybody),
    }


def by_sex(books: Books, people: Iterable[Application]) -> Answer:
    """How many of them, women and men."""
    sexes = [books.sex(one) for one in people]
    return {"persons": len(sexes), **{word: sexes.count(sex) for word, sex in SEXES.items()}}


def _supports(books: Books, inputs: Inputs) -> Answer:
    return supports(books, day(inputs["since"]), day(inputs["until"]))


def supports(books: Books, since: date, until: date) -> Answer:
    """Support given between two days, both included, by class of service; families apart (decision D11)."""
    held = {key: meeting for key, meeting in books.meetings.items() if since <= meeting.on <= until}
    classes = {key: books.activities[meeting.activity].service_class for key, meeting in held.items()}
    given = {pair: hours for pair, hours in books.attended.items() if pair[0] in held}
    by_class = {one: {pair: hours for pair, hours in given.items() if classes[pair[0]] == one} for one in CLASSES}
    return {
        "classes": [{"service_class": one, **_given(some)} for one, some in by_class.items() if some],
        "families": {
            "adults": sum(meeting.adults for meeting in held.values()),
            "children": sum(meeting.children for meeting in held.values()),
        },
        "totals": _given(given),
    }


def _given(attended: Mapping[tuple[str, str], Decimal]) -> Answer:
    return {
        "sessions": len({session for session, _ in attended}),
        "attendances": len(attended),
        "participants": len({participant for _, participant in attended}),
        "hours": _hours(attended.values()),
    }


def _monthly_report(books: Books, inputs: Inputs) -> Answer:
    first, last = month(inputs["month"])
    return {
        "headcount": headcount(books, last),
        "supports": supports(books, first, last),
        "activities": held_in(books, first, last),
    }


def held_in(books: Books, first: date, last: date) -> list[Answer]:
    """What took place between two days, by day and title."""
    held = [(key, one) for key, one in books.meetings.items() if first <= one.on <= last]
    return [
        _held(books, key, meeting)
        for key, meeting in sorted(held, key=lambda one: (one[1].on, books.activities[one[1].activity].title))
        if meeting.adults or meeting.children or any(session == key for session, _ in books.attended)
    ]


def month(written: str) -> tuple[date, date]:
    """First and last day of `YYYY-MM`."""
    first = date.fromisoformat(f"{written}-01")
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _held(books: Books, session: str, meeting: Meeting) -> Answer:
    hours = [hours for (held, _), hours in books.attended.items() if held == session]
    return {
        "on": meeting.on.isoformat(),
        "title": books.activities[meeting.activity].title,
        "participants": len(hours),
        "families_adults": meeting.adults,
        "families_children": meeting.children,
        "hours": _hours([meeting.hours]),
        "person_hours": _hours(hours),
    }


def _hours(hours: Iterable[Decimal]) -> str:
    return str(sum(hours, Decimal(0)).quantize(CENTI))


ANSWERS: dict[str, Callable[[Books, Inputs], Answer]] = {
    "target_group": _target_group,
    "reserve_list": _reserve_list,
    "application": _application,
    "why_this_place": _why_this_place,
    "headcount": _headcount,
    "supports": _supports,
    "monthly_report": _monthly_report,
}
