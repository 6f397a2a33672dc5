"""What staff see through the gateway after a run: headcounts, reserve lists and sums must be those of the fold."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from tests.chaos.client import Office
from tests.chaos.fold import Participation, participations
from tests.chaos.raced import Group, Raced, ranked
from tests.chaos.told import Application, Told

AT_MOST = 40
"""Projects that are asked for, the last ones: the tables hold the others against the fold."""


async def differences(office: Office, told: Told, raced: Raced) -> list[str]:
    """Ask, compare, and say what is otherwise."""
    taking_part = participations(told)
    wrong: list[str] = []
    for code in list(told.definitions)[-AT_MOST:]:
        status, seen = await office.query("headcount", project=code, as_of=told.today.isoformat())
        wrong += _compare(f"headcount of {code}", status, seen, headcount(told, taking_part, code))
        for opened in told.definitions[code]["target_groups"]:
            group = raced.groups.get((code, opened["code"]), Group())
            where = {"project": code, "target_group": opened["code"]}
            status, seen = await office.query("reserve_list", **where)
            wrong += _compare(
                f"reserve list of {code}/{opened['code']}", status, _waiting(seen), {"items": ranked(told, group)}
            )
        if told.budgets[code]:
            status, seen = await office.query("budget_execution", "accountant", project=code, as_of=told.today.isoformat())
            wrong += _compare(f"execution of {code}", status, seen, {"totals": execution(told, code)})
    return wrong


def _compare(what: str, status: int, seen: Any, wanted: dict[str, Any]) -> Iterator[str]:
    if status != 200:
        yield f"{what}: answered {status}"
        return
    for name, value in wanted.items():
        found = seen.get(name)
        if isinstance(value, dict) and isinstance(found, dict):
            found = {key: found.get(key) for key in value}
        if found != value:
            yield f"{what}: {name} is {found}, not {value}"


def headcount(told: Told, taking_part: dict[str, Participation], code: str) -> dict[str, Any]:
    """Persons on the last day of the run, contracts, and places that are taken."""
    mine = {who: one for who, one in told.applications.items() if one.form["project"] == code and one.took_place}

    def started(who: str) -> bool:
        on = taking_part[who].started_on if who in taking_part else None
        return on is not None and on <= told.today

    present = [one for who, one in mine.items() if started(who) and (one.ended_on or told.today) >= told.today]
    return {
        **_people(present),
        "ever_supported": _people(one for who, one in mine.items() if started(who)),
        "contracts": _people(one for one in mine.values() if one.signed_on),
        "places_taken": sum(not one.gave_back for one in mine.values()),
    }


def _people(found: Any) -> dict[str, int]:
    persons: dict[str, Application] = {one.person: one for one in found}
    women = sum(one.sex == "female" for one in persons.values())
    return {"persons": len(persons), "women": women, "men": len(persons) - women}


def execution(told: Told, code: str) -> dict[str, str]:
    """What was incurred and paid by the last day; parts struck out count from the day they were."""
    mine = [one for one in told.expenses.values() if one.document["project"] == code]
    incurred = sum((sum(one.left, Decimal(0)) for one in mine), Decimal("0.00"))
    paid = sum((sum(one.left, Decimal(0)) for one in mine if one.paid_on), Decimal("0.00"))
    return {"incurred": f"{incurred:.2f}", "paid": f"{paid:.2f}"}


def _waiting(seen: Any) -> Any:
    if not isinstance(seen, dict) or "items" not in seen:
        return seen
    return {"items": [one["application"] for one in seen["items"] if one["state"] == "waiting"]}
