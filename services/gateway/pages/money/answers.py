"""What pages of money need of the answers of finance and activities. Amounts in PLN."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from uuid import UUID

from services.gateway.pages.asking import Read, ask, unless_away
from services.gateway.pages.visit import Visit
from shared.kernel.errors import Forbidden


class Figures(Read):
    planned: Decimal
    committed: Decimal
    incurred: Decimal
    paid: Decimal
    left: Decimal


class LineFigures(Figures):
    code: str
    title: str


class TaskFigures(LineFigures):
    kind: str
    lines: list[LineFigures]


class SourceFigures(Read):
    code: str
    title: str
    planned: Decimal
    incurred: Decimal
    paid: Decimal


class Indirect(Read):
    """Costs at a flat rate of `base`."""

    rate: Decimal
    base: Decimal
    incurred: Decimal


class Execution(Read):
    as_of: date
    version: int
    tasks: list[TaskFigures]
    totals: Figures
    indirect: Indirect | None
    sources: list[SourceFigures]


class Named(Read):
    """A line or a source of the budget in force."""

    code: str
    title: str


class Task(Read):
    kind: str
    lines: list[Named]


class Budget(Read):
    """The version in force."""

    eligible_from: date
    eligible_until: date
    sources: list[Named]
    tasks: list[Task]

    @property
    def titles(self) -> Mapping[str, str]:
        """Of the lines, by code."""
        return {line.code: line.title for task in self.tasks for line in task.lines}

    @property
    def payable(self) -> list[Named]:
        """The lines that documents stand on."""
        return [line for task in self.tasks if task.kind == "direct" for line in task.lines]


class Row(Read):
    line: str
    activity: UUID | None
    commitment: UUID | None
    eligible: Decimal
    left: Decimal


class Summary(Read):
    """A document as it stands; accounts: who recorded, changed and approved it."""

    expense: UUID
    project: str
    supplier: UUID
    number: str
    title: str
    issued_on: date
    paid_on: date | None
    net: Decimal
    vat: Decimal
    gross: Decimal
    eligible: Decimal
    rows: list[Row]
    recorded_by: UUID | None
    changed_by: UUID | None
    approved_by: UUID | None
    approved_on: date | None

    def on_line(self, code: str) -> Decimal:
        """What of the document is eligible on a line."""
        return sum((row.left for row in self.rows if row.line == code), Decimal("0.00"))


class Share(Read):
    source: str
    amount: Decimal


class BookedRow(Read):
    row: int
    line: str
    eligible: Decimal
    sources: list[Share]
    residual: bool


class Booking(Read):
    kind: str
    on: date
    rows: list[BookedRow]

    def of_source(self, code: str) -> Decimal:
        """What all its rows have of a source."""
        parts = (share.amount for row in self.rows for share in row.sources if share.source == code)
        return sum(parts, Decimal("0.00"))


class Document(Summary):
    bookings: list[Booking]
    version: int


class Documents(Read):
    items: list[Summary]
    cursor: UUID | None


class Supplier(Read):
    supplier: UUID
    name: str | None
    tax_number: str | None


class Suppliers(Read):
    items: list[Supplier]


class Activity(Read):
    activity: UUID
    title: str


class Activities(Read):
    items: list[Activity]


class Commitment(Read):
    commitment: UUID
    line: str
    on: date
    supplier: UUID | None
    contract_number: str | None
    activity: UUID | None
    amount: Decimal
    drawn: Decimal
    left: Decimal
    released: bool


class Commitments(Read):
    items: list[Commitment]


def need(visit: Visit, operation: str) -> None:
    """Raises `Forbidden` (`role_missing`): there is no form for who may not send it."""
    if not visit.may(operation):
        raise Forbidden("role_missing", rule=operation)


async def suppliers_of(visit: Visit) -> list[Supplier]:
    """The suppliers by name."""
    return (await ask(visit, "suppliers", Suppliers)).items


async def activities_of(visit: Visit, project: str) -> Mapping[UUID, str]:
    """The titles of the project's activities; none while their service is away or for who may not read them."""
    if not visit.may("activities"):
        return {}
    found = await unless_away(ask(visit, "activities", Activities, project=project))
    return {one.activity: one.title for one in found.items} if found else {}
