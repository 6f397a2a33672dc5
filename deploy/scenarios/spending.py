"""Money: a budget approved and revised, bills recorded, approved, paid, struck out and corrected; all amounts are invented."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import Any

from deploy.scenarios.agenda import workday
from deploy.scenarios.story import ACCOUNTANT, COORDINATOR, PROJECT, Story, ref

GROSZ = Decimal("0.01")
FULL_RATE, FREE = Decimal("0.23"), Decimal(0)
TO_PAY = timedelta(days=14)
SUPPLIERS: Mapping[str, tuple[str, int]] = {
    "staff": ("Miejski Ośrodek Pomocy Społecznej w Zielonej Górze", 100),
    "kitchen": ("LOOK & COOK", 101),
    "palm_house": ("Palmiarnia Zielonogórska", 102),
    "crafts": ("Topart", 103),
    "beauty": ("Studio Kosmetyczne Iris", 104),
    "flowers": ("Kwiaciarnia Pod Bocianem", 105),
    "forest": ("Floromek", 106),
    "trips": ("Biuro Podróży MegaTours", 107),
    "cinema": ("Cinema City", 108),
    "courses": ("Zakład Doskonalenia Zawodowego w Zielonej Górze", 109),
    "advice": ("Gabinet Psychologiczny Zofia Mruk", 110),
}
"""Name and a number to make a tax number of. Some names stand in the chronicle, their prices do not."""
Row = tuple[str, str]
"""Line and eligible amount."""


@dataclass(frozen=True, slots=True)
class Bill:
    """A bill of an activity of the chronicle: supplier, rows of line, amount and activity, and the commitment of the first."""

    name: str
    supplier: str
    rows: tuple[tuple[str, str, int], ...]
    commitment: str | None = None
    residual: int | None = None


BILLS: Mapping[date, Bill] = {
    date(2022, 12, 8): Bill("gingerbread", "crafts", (("2.1", "1333.33", 0),)),
    date(2022, 12, 14): Bill("dumplings", "kitchen", (("2.1", "2100.01", 1), ("4.2", "333.33", 1), ("4.2", "66.67", 1))),
    date(2023, 1, 24): Bill("pizza", "kitchen", (("2.1", "1999.99", 2), ("4.2", "100.01", 2))),
    date(2023, 3, 7): Bill("cosmetics", "beauty", (("2.1", "1777.77", 3),)),
    date(2023, 4, 4): Bill("floristry", "flowers", (("2.1", "1444.43", 4),)),
    date(2023, 4, 5): Bill("dinner", "palm_house", (("2.2", "5333.35", 5),)),
    date(2023, 4, 19): Bill("jewellery", "crafts", (("2.1", "1250.03", 6),)),
    date(2023, 5, 9): Bill("bee_houses", "forest", (("2.1", "2600.10", 7),)),
    date(2023, 5, 25): Bill("swieradow", "trips", (("2.2", "9876.55", 8), ("4.2", "123.46", 8)), "trips_contract"),
    date(2023, 6, 10): Bill("bird_boxes", "forest", (("2.1", "3111.11", 9),), "bird_boxes_plan"),
    date(2023, 6, 20): Bill(
        "cinema_june", "cinema", (("2.3", "1111.11", 10), ("2.3", "1111.11", 11), ("4.2", "111.11", 10)), residual=0
    ),
    date(2023, 6, 22): Bill("wroclaw", "trips", (("2.2", "14444.45", 12),), "trips_contract"),
}  # fmt: skip
"""By the day of the activity; three rows of a cinema bill whose parts do not add up, the difference on the first."""


class Spending:
    """Approves, binds, records, pays and corrects. Whoever approves a bill is somebody else than who recorded or changed it."""

    def __init__(self, story: Story) -> None:
        self._story = story
        self._unpaid: list[tuple[date, str]] = []
        self._approved: set[str] = set()
        self._numbers = 0

    def approve(self) -> None:
        """The budget of the definition, after one whose sources do not add up."""
        plan = self._story.definition["budget"]
        wrong = [plan["sources"][0], {**plan["sources"][1], "amount": "525000.01"}]
        self._do("approve_budget", {**plan, "sources": wrong}, refused="sources_do_not_add_up")
        self._do("approve_budget", plan)

    def register_suppliers(self) -> None:
        for key, (name, serial) in SUPPLIERS.items():
            inputs = {"name": name, "tax_number": tax_number(serial)}
            self._story.script.do(ACCOUNTANT, "register_supplier", inputs, save={key: "supplier_id"})

    def revise(self) -> None:
        """Twenty thousand go from trips to courses: more people want to learn. Nothing else changes."""
        plan = self._story.definition["budget"]
        tasks = [{**task, "lines": [_moved(line) for line in task["lines"]]} for task in plan["tasks"]]
        reason = "Więcej osób chce szkoleń niż wyjazdów."
        self._do("revise_budget", {**plan, "tasks": tasks, "on": self._story.today, "reason": reason})

    def commit(self, name: str, line: str, amount: str, supplier: str) -> None:
        """A contract binds money."""
        contract = {"supplier": ref(supplier), "number": f"U/{name}/{self._story.today.year}", "signed_on": self._story.today}
        inputs = {"line": line, "amount": amount, "contract": contract}
        self._do("commit_money", inputs, save={name: "commitment_id"})

    def commit_activity(self, name: str, line: str, amount: str, activity: str) -> None:
        """A planned activity binds money before there is a contract."""
        self._do("commit_money", {"line": line, "amount": amount, "activity": ref(activity)}, save={name: "commitment_id"})

    def release(self, name: str) -> None:
        inputs = {"commitment": ref(name), "reason": "Umowa rozliczona."}
        self._story.script.do(ACCOUNTANT, "release_commitment", inputs)

    def quarter(self) -> None:
        """Wages of a quarter on one list over two lines, and the bill of the psychologist."""
        name = f"{self._story.today:%Y_%m}"
        self._record(f"wages_{name}", "staff", [_row("1.1", "48733.33"), _row("1.2", "40999.99")], FREE)
        self._record(f"psychologist_{name}", "advice", [_row("4.1", "6666.65"), _row("3.1", "333.35")], FREE)

    def course_bill(self) -> None:
        self._record("course_bill", "courses", [_row("3.2", "18933.33", commitment="course_contract")], FREE)
        self._story.script.do(ACCOUNTANT, "approve_expense", {"expense": ref("course_bill")}, refused="same_person")

    def put_down_bills(self) -> None:
        """The bills of the chronicle's activities come on their days."""
        for day, bill in BILLS.items():
            self._story.agenda.put(day, partial(self._bill, bill))

    def pay(self) -> None:
        """Pays what has been due, once it is approved."""
        due = [name for day, name in self._unpaid if day <= self._story.today]
        self._unpaid = [one for one in self._unpaid if one[1] not in due]
        for name in due:
            if name not in self._approved:
                self._approve_bill(name)
            inputs = {"expense": ref(name), "paid_on": self._story.today}
            self._story.script.do(ACCOUNTANT, "pay_expense", inputs)

    def pay_everything(self) -> None:
        self._unpaid = [(self._story.today, name) for _, name in self._unpaid]
        self.pay()

    def strike_out(self) -> None:
        """Part of a bill turns out not to belong to the project."""
        inputs = {
            "expense": ref("pizza"),
            "rows": [{"row": 1, "amount": "33.34"}],
            "reason_code": "not_related_to_project",
            "reason": "Napoje dla osób spoza projektu.",
        }
        self._story.script.do(ACCOUNTANT, "declare_ineligible", inputs)
        self._approve_bill("pizza")

    def correct(self) -> None:
        """After the settlement: wages of a month had been counted twice in part."""
        inputs = {
            "expense": ref("wages_2022_09"),
            "rows": [{"row": 0, "amount": "-1234.57"}],
            "reason_code": "mistake",
            "reason": "Dodatek stażowy ujęty dwukrotnie.",
            "on": self._story.today,
        }
        self._story.script.do(ACCOUNTANT, "correct_expense", inputs)
        self._approve_bill("wages_2022_09")

    def refusals(self) -> None:
        """A second budget, a bill over the line, one from before the project, and the same bill again."""
        script, plan = self._story.script, self._story.definition["budget"]
        self._do("approve_budget", plan, refused="budget_already_approved")
        self._refused("over_the_line", "cinema", "FV/1/X", "2.3", "34800.01")
        self._refused("outside_eligibility", "cinema", "FV/2/X", "2.3", "100.00", date(2020, 12, 15))
        self._refused("unknown_line", "cinema", "FV/3/X", "9.9", "100.00")
        first = next(step for step in script.steps if step.get("do") == "record_expense" and "refused" not in step)
        script.do(ACCOUNTANT, "record_expense", first["with"], refused="document_twice")

    def _refused(self, code: str, supplier: str, number: str, line: str, amount: str, on: date | None = None) -> None:
        inputs = self._document(supplier, number, [_row(line, amount)], FREE) | {"issued_on": on or self._story.today}
        self._story.script.do(ACCOUNTANT, "record_expense", inputs, refused=code)

    def _approve_bill(self, name: str) -> None:
        """As it stands: after a change it is approved anew."""
        self._story.script.do(COORDINATOR, "approve_expense", {"expense": ref(name)})
        self._approved.add(name)

    def _bill(self, bill: Bill) -> None:
        rows = [_row(line, amount, activity=f"activity_{activity:02}") for line, amount, activity in bill.rows]
        if bill.commitment is not None:
            rows[0]["commitment"] = ref(bill.commitment)
        self._record(bill.name, bill.supplier, rows, FULL_RATE, bill.residual)

    def _record(
        self, name: str, supplier: str, rows: Sequence[dict[str, Any]], rate: Decimal, residual: int | None = None
    ) -> None:
        self._numbers += 1
        inputs = self._document(supplier, f"FV/{self._numbers}/{self._story.today.year}", rows, rate)
        named = {} if residual is None else {"residual_row": residual}
        self._story.script.do(ACCOUNTANT, "record_expense", inputs | named, save={name: "expense_id"})
        self._unpaid.append((workday(self._story.today + TO_PAY), name))

    def _document(self, supplier: str, number: str, rows: Sequence[dict[str, Any]], rate: Decimal) -> dict[str, Any]:
        """All of the document is eligible; of its gross amount the VAT is part."""
        gross = sum((Decimal(row["eligible"]) for row in rows), Decimal(0))
        net = (gross / (1 + rate)).quantize(GROSZ, ROUND_HALF_UP)
        return {
            "project": PROJECT,
            "supplier": ref(supplier),
            "number": number,
            "title": "Faktura za usługę w projekcie" if rate else "Rachunek w projekcie",
            "issued_on": self._story.today,
            "net": str(net),
            "vat": str(gross - net),
            "gross": str(gross),
            "rows": list(rows),
        }

    def _do(self, operation: str, inputs: Mapping[str, Any], **more: Any) -> None:
        self._story.script.do(ACCOUNTANT, operation, {"project": PROJECT, **inputs}, **more)


def _row(line: str, eligible: str, activity: str | None = None, commitment: str | None = None) -> dict[str, Any]:
    named = {"activity": activity and ref(activity), "commitment": commitment and ref(commitment)}
    return {"line": line, "eligible": eligible, **{key: value for key, value in named.items() if value}}


def _moved(line: Mapping[str, Any]) -> Mapping[str, Any]:
    changed = {
        "2.2": {"quantity": "40", "unit_price": "9000.00", "amount": "360000.00"},
        "3.2": {"quantity": "362.5", "unit_price": "1600.00", "amount": "580000.00"},
    }
    return {**line, **changed.get(line["code"], {})}


def tax_number(serial: int) -> str:
    """A tax number (NIP) that nobody has: an invented prefix, and the check digit by the weights of the ordinance."""
    while True:
        digits = f"99{serial:07}"
        check = sum(int(digit) * weight for digit, weight in zip(digits, (6, 5, 7, 2, 3, 4, 5, 6, 7), strict=True)) % 11
        if check < 10:
            return f"{digits}{check}"
        serial += 1000
