"""What finance must hold: documents and their bookings, sums by line, and the grant's share of what is eligible so far."""

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal

from tests.chaos.fold import Expected
from tests.chaos.told import Expense, Told
from tests.chaos.words import GRANT_SHARE, LINES, TOTAL


def finance(told: Told, out: Expected) -> None:
    for code, definition in told.definitions.items():
        days = definition["starts_on"], definition["ends_on"]
        out.row("finance.known_project", code, Decimal(definition["value"]["total"]), *days)
    for code, times in told.budgets.items():
        out.event("finance", f"budget:{code}", "BudgetApproved")
        out.row("finance.budget_version", code, 1, str(TOTAL))
        out.must(times == 1, f"budget:{code}: approved {times} times")
    for supplier in told.suppliers:
        out.event("finance", f"supplier:{supplier}", "SupplierRegistered")
        out.row("finance.supplier_card", supplier)
    out.must(len(set(told.suppliers.values())) == len(told.suppliers), "one tax number belongs to two suppliers")
    for activity, planned in told.activities.items():
        out.row("finance.known_activity", activity, planned.details["project"])
    for expense, one in told.expenses.items():
        _expense(expense, one, out)
    _sums(told, out)


def _expense(expense: str, one: Expense, out: Expected) -> None:
    document = one.document
    code, stream = document["project"], f"expense:{expense}"
    out.event("finance", stream, "ExpenseRecorded")
    out.event("finance", stream, "ExpensePaid", int(one.paid_on is not None))
    out.event("finance", stream, "ExpensePartDeclaredIneligible", len(one.taken))
    out.event("finance", f"budget:{code}", "ExpenseBooked", 1 + len(one.taken))
    head = document["supplier"], document["number"], document["issued_on"], one.paid_on
    left = one.left
    out.must(min(left) >= 0, f"{stream}: more was taken off than there was")
    out.row("finance.expense_card", expense, code, *head, Decimal(document["gross"]), sum(left, Decimal(0)))
    eligible = sum((Decimal(row["eligible"]) for row in document["rows"]), Decimal(0))
    out.row("finance.bookings", code, "expense", expense, eligible)
    for _, amount in one.taken:
        out.row("finance.bookings", code, "ineligible", expense, -amount)
    if one.paid_on is not None:
        out.row("finance.payments", code, expense, one.paid_on)


def _sums(told: Told, out: Expected) -> None:
    lines: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for one in told.expenses.values():
        for row, left in zip(one.document["rows"], one.left, strict=True):
            lines[one.document["project"], row["line"]] += left
    for (code, line), amount in lines.items():
        out.row("finance.lines", code, line, amount)
        out.must(amount <= LINES[line], f"budget:{code}: line {line} holds {amount}, more than planned")
    for code in {code for code, _ in lines}:
        eligible = sum((amount for (other, _), amount in lines.items() if other == code), Decimal(0))
        out.row("finance.grants", code, (eligible * GRANT_SHARE).quantize(Decimal("0.01"), ROUND_HALF_UP))
