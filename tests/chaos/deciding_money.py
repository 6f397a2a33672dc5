"""Commands of finance, drawn as all others: budgets, suppliers, documents, payments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.chaos import words
from tests.chaos.answers import ACCOUNTANT, Wish

if TYPE_CHECKING:
    from tests.chaos.deciding import Clerk


def approve_budget(clerk: Clerk) -> Wish | None:
    missing = [one for one in clerk.known.projects if one not in clerk.known.budgets]
    code = clerk.one_of(missing)
    return Wish(ACCOUNTANT, "approve_budget", words.budget(code)) if code else None


def register_supplier(clerk: Clerk) -> Wish:
    return Wish(ACCOUNTANT, "register_supplier", words.supplier(clerk.rng))


def record_expense(clerk: Clerk) -> Wish | None:
    known = clerk.known
    code, supplier = clerk.one_of(list(known.budgets)), clerk.one_of(known.suppliers)
    if code is None or supplier is None:
        return None
    activities = [one.activity for one in known.activities.values() if one.project == code]
    number = f"FV/{next(clerk.numbers)}"
    return Wish(ACCOUNTANT, "record_expense", words.bill(clerk.rng, code, supplier, number, known.today, activities))


def pay_expense(clerk: Clerk) -> Wish | None:
    bill = clerk.one_of([one for one in clerk.known.bills.values() if not one.paid])
    if bill is None:
        return None
    return Wish(ACCOUNTANT, "pay_expense", {"expense": bill.expense, "paid_on": clerk.known.today.isoformat()})


def declare_ineligible(clerk: Clerk) -> Wish | None:
    """Part of a row; two at once may want more than there is."""
    bill = clerk.one_of([one for one in clerk.known.bills.values() if not one.struck])
    if bill is None:
        return None
    row = clerk.rng.randrange(len(bill.rows))
    taken = {"row": row, "amount": bill.rows[row] if clerk.rng.random() < 0.3 else "0.01"}
    why = {"reason_code": "not_related_to_project", "reason": "poza projektem"}
    return Wish(ACCOUNTANT, "declare_ineligible", {"expense": bill.expense, "rows": [taken], **why})
