"""The cashier: enters what concerns money in the purse."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from deploy.scenarios.calculator.books import Books
from deploy.scenarios.calculator.purse import Bound, Entry
from deploy.scenarios.calculator.reading import Inputs, Saved, day, name


def _approve(books: Books, inputs: Inputs, saved: Saved) -> None:
    books.purse.plans.append((books.today, inputs))


def _revise(books: Books, inputs: Inputs, saved: Saved) -> None:
    books.purse.plans.append((day(inputs["on"]), inputs))


def _commit(books: Books, inputs: Inputs, saved: Saved) -> None:
    contract = inputs.get("contract")
    on = day(contract["signed_on"]) if contract else books.today
    books.purse.bound[saved["commitment_id"]] = Bound(on, inputs["line"], Decimal(inputs["amount"]))


def _release(books: Books, inputs: Inputs, saved: Saved) -> None:
    books.purse.bound[name(inputs["commitment"])].released = books.today


def _record(books: Books, inputs: Inputs, saved: Saved) -> None:
    expense, on = saved["expense_id"], day(inputs["issued_on"])
    rows = [(row["line"], name(row["commitment"]) if "commitment" in row else None) for row in inputs["rows"]]
    books.purse.rows[expense] = rows
    for (line, commitment), row in zip(rows, inputs["rows"], strict=True):
        books.purse.entries.append(Entry(on, line, Decimal(row["eligible"]), expense, commitment))


def _pay(books: Books, inputs: Inputs, saved: Saved) -> None:
    books.purse.paid[name(inputs["expense"])] = day(inputs["paid_on"])


def _strike_out(books: Books, inputs: Inputs, saved: Saved) -> None:
    _move(books, inputs, sign=-1)


def _correct(books: Books, inputs: Inputs, saved: Saved) -> None:
    _move(books, inputs, sign=1)


def _move(books: Books, inputs: Inputs, sign: int) -> None:
    """An ineligible part counts from the day it is declared, a correction from its own."""
    expense, on = name(inputs["expense"]), day(inputs.get("on", books.today))
    for moved in inputs["rows"]:
        line, commitment = books.purse.rows[expense][moved["row"]]
        books.purse.entries.append(Entry(on, line, sign * Decimal(moved["amount"]), expense, commitment))


ENTRIES: Mapping[str, Callable[[Books, Inputs, Saved], None]] = {
    "approve_budget": _approve,
    "revise_budget": _revise,
    "commit_money": _commit,
    "release_commitment": _release,
    "record_expense": _record,
    "pay_expense": _pay,
    "declare_ineligible": _strike_out,
    "correct_expense": _correct,
}
