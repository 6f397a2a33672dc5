"""Commitments: what binds money of a project, and how much of it documents have drawn."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from services.finance.domain.entries import Entry, EntryKind
from services.finance.domain.split import ZERO
from services.finance.domain.words import LineCode
from services.finance.projections.ledger import binding_entries
from shared.http.operations import Looking
from shared.http.scope import check_scope
from shared.kernel.command import View
from shared.kernel.ids import Code
from shared.kernel.money import Zloty


class CommitmentView(View):
    """A commitment by contract or by activity (PLN): `left` is bound and not yet drawn, nothing after a release."""

    commitment: UUID
    line: LineCode
    on: date
    supplier: UUID | None
    contract_number: str | None
    activity: UUID | None
    amount: Zloty
    drawn: Zloty
    left: Zloty
    released: bool


class Commitments(View):
    """The commitments of a project, in the order they were recorded."""

    items: list[CommitmentView]


async def commitments(project: Code, look: Looking) -> Commitments:
    """What binds money of a project, and how much of it has been drawn."""
    check_scope(look.who, project)
    entries = await binding_entries(look.db, project)
    released = {entry.commitment for entry in entries if entry.kind is EntryKind.RELEASE}
    drawn: dict[UUID | None, Decimal] = {}
    for row in (row for entry in entries for row in entry.rows):
        drawn[row.commitment] = drawn.get(row.commitment, ZERO) + row.eligible
    bound = (entry for entry in entries if entry.kind is EntryKind.COMMITMENT)
    return Commitments(items=[_view(one, drawn.get(one.commitment, ZERO), one.commitment in released) for one in bound])


def _view(one: Entry, drawn: Decimal, released: bool) -> CommitmentView:
    assert one.amount is not None
    shown = one.model_dump(include={"commitment", "line", "supplier", "contract_number", "activity", "amount"})
    left = ZERO if released else max(one.amount - drawn, ZERO)
    return CommitmentView(**shown, on=one.effective_on, drawn=drawn, left=left, released=released)
