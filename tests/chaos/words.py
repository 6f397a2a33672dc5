"""Inputs of commands, made up by a seeded generator: projects, people, plans and bills nobody has."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from deploy.scenarios.pesel import Sex, pesel
from deploy.scenarios.spending import tax_number

GRANT_SHARE = Decimal("0.85")
STARTS_ON, ENDS_ON = "2021-01-01", "2023-06-30"
PREMISES = ("art7", "art1_uzs", "homeless", "po_pz")
LINES = {"1.1": Decimal("60000.00"), "1.2": Decimal("25000.00"), "2.1": Decimal("15000.00")}
TOTAL = sum(LINES.values(), Decimal(0))
OFFER_DAYS = 7


def project(code: str, limits: dict[str, int]) -> dict[str, Any]:
    """The definition of a project; `limits` are the places of its target groups."""
    grant = TOTAL * GRANT_SHARE
    return {
        "project": code,
        "title": f"Kładka {code}",
        "beneficiary": "Miejski Ośrodek Pomocy Społecznej",
        "starts_on": STARTS_ON,
        "ends_on": ENDS_ON,
        "programme": {"axis": "Oś 7", "action": "Działanie 7.1", "fund": "Europejski Fundusz Społeczny"},
        "value": {"total": str(TOTAL), "currency": "PLN", "sources": sources(grant)},
        "recruitment": {
            "mode": "continuous",
            "order": "order_of_applications",
            "priority_first": True,
            "offer_answer_days": OFFER_DAYS,
            "after_refusal": "leaves",
            "premises": [{"code": one, "title": one} for one in PREMISES],
            "multiple_exclusion_at_least": 2,
            "priority_groups": [{"code": "multiple_exclusion", "title": "wielokrotne wykluczenie"}],
            "exclusive": "same_support",
            "organisations": ["mops", "ois"],
        },
        "target_groups": [{"code": name, "title": name, "limit": limit} for name, limit in limits.items()],
    }


def sources(grant: Decimal) -> list[dict[str, str]]:
    return [
        {"code": "grant", "title": "dofinansowanie", "amount": f"{grant:.2f}"},
        {"code": "own", "title": "wkład własny", "amount": f"{TOTAL - grant:.2f}"},
    ]


def budget(code: str) -> dict[str, Any]:
    """A budget whose lines add up to the project's value."""
    return {
        "project": code,
        "total": str(TOTAL),
        "sources": sources(TOTAL * GRANT_SHARE),
        "tasks": [_task("1", ("1.1", "1.2")), _task("2", ("2.1",))],
    }


def _task(code: str, lines: tuple[str, ...]) -> dict[str, Any]:
    return {"code": code, "title": f"Zadanie {code}", "kind": "direct", "lines": [_line(one) for one in lines]}


def _line(code: str) -> dict[str, str]:
    amount = str(LINES[code])
    words = {"code": code, "title": f"koszt {code}", "category": "usługi", "unit": "szt."}
    return words | {"quantity": "1", "unit_price": amount, "amount": amount}


def person(rng: Random, number: int) -> dict[str, str]:
    """Somebody new: the number alone makes the PESEL number unique."""
    day, serial = divmod(number, 4000)
    sex = rng.choice((Sex.FEMALE, Sex.MALE))
    born = date(1950, 1, 1) + timedelta(days=day * 97 + (serial % 40) * 365)
    return {"given_name": f"Imię{number}", "family_name": "Przykład", "pesel": pesel(born, sex, serial)}


def application(rng: Random, code: str, group: str, who: dict[str, str], today: date) -> dict[str, Any]:
    """A form handed in on one of the last days."""
    on = today - timedelta(days=rng.randrange(3))
    return {
        "project": code,
        "target_group": group,
        "person": who,
        "applied_at": f"{on.isoformat()}T{rng.randrange(8, 16):02}:{rng.randrange(60):02}",
        "premises": rng.sample(PREMISES, rng.randrange(4)),
        "disability": {"degree": "none"},
        "labour_status": rng.choice(("unemployed_registered", "inactive", "employed")),
        "no_same_support": True,
    }


def activity(rng: Random, code: str) -> dict[str, Any]:
    return {
        "project": code,
        "title": f"Warsztaty {rng.randrange(1000)}",
        "form": "workshop",
        "service_class": rng.choice(("social", "vocational", "educational", "health")),
        "capacity": rng.choice((None, 3, 6, 12)),
        "families": rng.random() < 0.3,
        "place": rng.choice((None, "Świetlica")),
    }


def supplier(rng: Random) -> dict[str, str]:
    """One of forty, so that some are registered again."""
    number = rng.randrange(40)
    return {"name": f"Firma {number}", "tax_number": tax_number(number)}


def bill(rng: Random, code: str, of: str, number: str, today: date, activities: list[str]) -> dict[str, Any]:
    """A document of one to three rows, some of them of activities."""
    rows = [_row(rng, activities) for _ in range(rng.randrange(1, 4))]
    gross = sum((Decimal(row["eligible"]) for row in rows), Decimal(0)) + rng.choice((Decimal(0), Decimal("12.34")))
    return {
        "project": code,
        "supplier": of,
        "number": number,
        "title": "Faktura",
        "issued_on": (today - timedelta(days=rng.randrange(5))).isoformat(),
        "net": str(gross),
        "vat": "0.00",
        "gross": str(gross),
        "rows": rows,
    }


def _row(rng: Random, activities: list[str]) -> dict[str, Any]:
    row: dict[str, Any] = {"line": rng.choice(list(LINES)), "eligible": str(Decimal(rng.randrange(1, 60000)) / 100)}
    if activities and rng.random() < 0.4:
        row["activity"] = rng.choice(activities)
    return row


def present(listed: Mapping[str, str]) -> list[str]:
    """Who was there, of a list."""
    return sorted(who for who, status in listed.items() if status in ("present", "late"))


def certificate(activity: str, who: str, today: date) -> dict[str, Any]:
    issued = {"issued_on": today.isoformat(), "number": f"{who[:8]}/{today.year}", "issuer": "Zakład Doskonalenia Zawodowego"}
    return {"activity": activity, "participant": who, "kind": "qualification", **issued}


def job(application: str, today: date) -> dict[str, Any]:
    """A contract of mandate from today."""
    on = today.isoformat()
    days = {"contracted_on": on, "since": on, "evidence": {"kind": "contract_copy", "dated": on}}
    return {"application": application, "form": "civil_contract", "value": "1500.00", **days}
