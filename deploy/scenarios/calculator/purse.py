"""The purse: what was planned, bound, incurred and paid on each line, and from which source, in exact fractions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

GROSZ, ZERO = Decimal("0.01"), Decimal("0.00")
Plan = Mapping[str, Any]


@dataclass(frozen=True)
class Entry:
    """Eligible money on a line on a day: a row of a document, or what a correction moves; in PLN, signed."""

    on: date
    line: str
    amount: Decimal
    expense: str
    commitment: str | None = None


@dataclass
class Bound:
    """Money that a contract or an activity binds."""

    on: date
    line: str
    amount: Decimal
    released: date | None = None


@dataclass
class Purse:
    """The money of one project. `plans` are the versions of the budget with the day each counts from."""

    plans: list[tuple[date, Plan]] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    rows: dict[str, list[tuple[str, str | None]]] = field(default_factory=dict)
    """Line and commitment of each row of an expense."""
    paid: dict[str, date] = field(default_factory=dict)
    bound: dict[str, Bound] = field(default_factory=dict)


def execution(purse: Purse, as_of: date) -> dict[str, Any]:
    """The budget by task and line as of a day. Indirect costs are the flat rate of the direct ones, half-up."""
    version, plan = _in_force(purse, as_of)
    spent = [entry for entry in purse.entries if entry.on <= as_of]
    paid = [entry for entry in spent if purse.paid.get(entry.expense, date.max) <= as_of]
    rate = Fraction(plan["indirect_rate"])
    base, base_paid = _sum(spent), _sum(paid)
    flat = {"incurred": rounded(Fraction(base) * rate), "paid": rounded(Fraction(base_paid) * rate)}
    tasks = [_task(purse, task, as_of, spent, paid, flat) for task in plan["tasks"]]
    return {
        "as_of": as_of.isoformat(),
        "version": version,
        "tasks": tasks,
        "totals": _total(tasks),
        "indirect": {"base": money(base), "incurred": money(flat["incurred"]), "paid": money(flat["paid"])},
        "sources": _sources(plan, base),
    }


def _in_force(purse: Purse, as_of: date) -> tuple[int, Plan]:
    return [(number, plan) for number, (since, plan) in enumerate(purse.plans, 1) if since <= as_of][-1]


def _task(
    purse: Purse, task: Plan, as_of: date, spent: list[Entry], paid: list[Entry], flat: Mapping[str, Decimal]
) -> dict[str, Any]:
    indirect = task["kind"] == "indirect"
    lines = [
        _amounts(
            planned=Decimal(line["amount"]),
            committed=_still_bound(purse, line["code"], as_of),
            incurred=flat["incurred"] if indirect else _sum(one for one in spent if one.line == line["code"]),
            paid=flat["paid"] if indirect else _sum(one for one in paid if one.line == line["code"]),
        )
        | {"code": line["code"], "title": line["title"]}
        for line in task["lines"]
    ]
    return {"code": task["code"], "title": task["title"], "lines": lines, **_total(lines)}


def _still_bound(purse: Purse, line: str, as_of: date) -> Decimal:
    """What commitments bind and nobody has spent yet."""
    left = ZERO
    for name, bound in purse.bound.items():
        if bound.line == line and bound.on <= as_of and (bound.released is None or bound.released > as_of):
            used = _sum(one for one in purse.entries if one.commitment == name and one.on <= as_of)
            left += max(bound.amount - used, ZERO)
    return left


def _amounts(planned: Decimal, committed: Decimal, incurred: Decimal, paid: Decimal) -> dict[str, Any]:
    named = {"planned": planned, "committed": committed, "incurred": incurred, "paid": paid}
    return {name: money(one) for name, one in named.items()} | {"left": money(planned - committed - incurred)}


def _total(parts: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    rows = list(parts)
    names = ("planned", "committed", "incurred", "paid", "left")
    return {name: money(sum((Decimal(row[name]) for row in rows), ZERO)) for name in names}


def _sources(plan: Plan, incurred: Decimal) -> list[dict[str, str]]:
    """Each source has its share of the whole, half-up; the last has what remains (decisions D31, D32).

    What was paid from a source follows from the rows of the paid documents, so it is not worked out here.
    """
    total, left = Fraction(plan["total"]), incurred
    found = []
    for number, source in enumerate(plan["sources"], 1):
        last = number == len(plan["sources"])
        share = left if last else min(rounded(Fraction(incurred) * Fraction(source["amount"]) / total), left)
        left -= share
        found.append({"code": source["code"], "title": source["title"], "planned": source["amount"], "incurred": money(share)})
    return found


def _sum(entries: Iterable[Entry]) -> Decimal:
    return sum((entry.amount for entry in entries), ZERO)


def rounded(value: Fraction | Decimal) -> Decimal:
    """To the grosz, half away from zero (decision D30)."""
    exact = Fraction(value)
    grosze = (abs(exact) * 100 + Fraction(1, 2)).__floor__()
    return Decimal(grosze if exact >= 0 else -grosze) / 100


def money(value: Decimal) -> str:
    return str(value.quantize(GROSZ, ROUND_HALF_UP))
