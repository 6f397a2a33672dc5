"""Reports: a period as a whole; what was handed in is kept as it was answered then."""

from collections.abc import Callable
from datetime import date
from typing import Any

from deploy.scenarios.calculator.answers import Answer, by_sex, headcount, held_in, supports
from deploy.scenarios.calculator.books import Books
from deploy.scenarios.calculator.progress import effectiveness
from deploy.scenarios.calculator.purse import execution
from deploy.scenarios.calculator.reading import Inputs, Saved, day, name

READINGS = ("all_finished", "closed_windows")
KINDS = ("qualification", "competence")


def periodic_report(books: Books, inputs: Inputs) -> Answer:
    """People on the last day, what took place, money as of that day, effectiveness as of today."""
    since, until = day(inputs["since"]), day(inputs["until"])
    given = supports(books, since, until)
    return {
        "since": since.isoformat(),
        "until": until.isoformat(),
        "people": _people(headcount(books, until)),
        "supports": [*given["classes"], {**given["totals"], "service_class": None}],
        "families": given["families"],
        "activities": held_in(books, since, until),
        "certificates": [{"kind": kind, **_certified(books, kind, since, until)} for kind in KINDS],
        "budget": execution(books.purse, until),
        "effectiveness": [effectiveness(books, books.today, reading) for reading in READINGS],
    }


def _people(counted: Answer) -> Answer:
    whole = {key: counted[key] for key in ("persons", "women", "men")}
    others = {key: counted[key] for key in ("target_groups", "ever_supported", "contracts", "places_taken")}
    return {"all": whole, **others}


def _certified(books: Books, kind: str, since: date, until: date) -> Answer:
    people = {who for who, got, on in books.certificates if got == kind and since <= on <= until}
    return by_sex(books, [books.applications[who] for who in people])


def _submit(books: Books, inputs: Inputs, saved: Saved) -> None:
    books.submitted[saved["report_id"]] = periodic_report(books, inputs)


def _submitted(books: Books, inputs: Inputs) -> Answer:
    return books.submitted[name(inputs["report"])]


def _execution(books: Books, inputs: Inputs) -> Answer:
    return execution(books.purse, day(inputs["as_of"]))


def _effectiveness(books: Books, inputs: Inputs) -> Answer:
    return effectiveness(books, day(inputs["as_of"]), inputs["reading"])


ENTRIES: dict[str, Callable[[Books, Inputs, Saved], None]] = {"submit_report": _submit}
ANSWERS: dict[str, Callable[[Books, Inputs], dict[str, Any]]] = {
    "periodic_report": periodic_report,
    "submitted_report": _submitted,
    "budget_execution": _execution,
    "effectiveness": _effectiveness,
}
