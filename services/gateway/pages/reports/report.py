"""What the pages need of a report, composed now or submitted, and its figures one by one."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from services.gateway.pages.asking import Read


class Counted(Read):
    """Persons by sex; None: hidden."""

    persons: int | None
    women: int | None
    men: int | None


class Group(Counted):
    """Persons of one target group."""

    target_group: str
    title: str


class People(Read):
    """Who takes part on the last day, and who ever did."""

    as_of: date
    all: Counted
    target_groups: tuple[Group, ...]
    ever_supported: Counted
    contracts: Counted
    places_taken: int | None


class Support(Read):
    """Support of one class, or of all (None)."""

    service_class: str | None
    sessions: int | None
    attendances: int | None
    participants: int | None
    hours: Decimal | None


class Took(Read):
    """A session that took place."""

    on: date
    title: str
    participants: int | None
    families_adults: int | None
    families_children: int | None
    hours: Decimal
    person_hours: Decimal | None


class Families(Read):
    """Family members who came along."""

    adults: int | None
    children: int | None


class Certified(Counted):
    """People who got a document of this kind."""

    kind: str


class Amounts(Read):
    """PLN."""

    planned: Decimal
    committed: Decimal
    incurred: Decimal
    paid: Decimal
    left: Decimal


class Line(Amounts):
    """A line of the budget."""

    code: str
    title: str


class Task(Line):
    """A task with its lines."""

    lines: tuple[Line, ...]


class Source(Read):
    """A source of financing."""

    title: str
    planned: Decimal
    incurred: Decimal
    paid: Decimal


class Budget(Read):
    """How far the budget was executed."""

    as_of: date
    version: int
    tasks: tuple[Task, ...]
    totals: Amounts
    sources: tuple[Source, ...]


class Category(Read):
    """One group of people against its threshold, percent."""

    category: str
    numerator: int | None
    denominator: int | None
    percent: Decimal | None
    threshold: Decimal | None
    met: bool | None
    masked: bool = False


class Excluded(Read):
    """Somebody outside the base."""

    participant: UUID
    reason: str | None


class Dimension(Read):
    """The social or the employment dimension; the lists are None for who may not see people one by one."""

    dimension: str
    categories: tuple[Category, ...]
    counted: tuple[UUID, ...] | None = None
    base: tuple[UUID, ...] | None = None
    excluded: tuple[Excluded, ...] | None = None


class Rule(Read):
    """The rule pack that was applied."""

    version: str
    name: str
    source: str


class Effectiveness(Read):
    """Effectiveness in one reading; `rule` None: the project is not measured."""

    as_of: date
    reading: str
    rule: Rule | None
    dimensions: tuple[Dimension, ...]


class Report(Read):
    """A period of a project."""

    title: str
    kind: str
    since: date
    until: date
    known_at: datetime
    masked: bool
    people: People
    supports: tuple[Support, ...]
    families: Families
    activities: tuple[Took, ...]
    certificates: tuple[Certified, ...]
    budget: Budget | None
    effectiveness: tuple[Effectiveness, ...]


class Filed(Read):
    """A submitted report without its text."""

    report: UUID
    number: int
    kind: str
    since: date
    until: date
    submitted_on: date
    submitted_by: UUID
    known_at: datetime
    corrects: int | None


class Submitted(Read):
    """The submitted reports, by number."""

    items: tuple[Filed, ...]


class Figure(NamedTuple):
    """Where a figure stands: `code` names the row where we have words for it, else `title` does."""

    part: str
    code: str
    title: str
    measure: str


Value = int | Decimal | None


class Change(NamedTuple):
    """A figure that is another one now; None: it was hidden, or did not stand there."""

    figure: Figure
    before: Value
    now: Value


def figures(report: Report) -> dict[Figure, Value]:
    """Every figure by its place; effectiveness is always of today and stands on its own page."""
    return {Figure(*place): value for *place, value in _rows(report)}


def _rows(report: Report) -> Iterator[tuple[str, str, str, str, Value]]:
    people = report.people
    named = {"all": people.all, "ever_supported": people.ever_supported, "contracts": people.contracts}
    for code, one in [*named.items(), *((one.kind, one) for one in report.certificates)]:
        yield from (("people", code, "", measure, getattr(one, measure)) for measure in ("persons", "women", "men"))
    for group in people.target_groups:
        yield from (("people", "", group.title, measure, getattr(group, measure)) for measure in ("persons", "women", "men"))
    for row in report.supports:
        measures = ("sessions", "attendances", "participants", "hours")
        yield from (("supports", row.service_class or "together", "", one, getattr(row, one)) for one in measures)
    yield from (("families", "families", "", one, getattr(report.families, one)) for one in ("adults", "children"))
    yield from _money(report.budget)


def _money(budget: Budget | None) -> Iterator[tuple[str, str, str, str, Value]]:
    if budget is None:
        return
    measures = ("planned", "committed", "incurred", "paid")
    yield from (("money", "together", "", one, getattr(budget.totals, one)) for one in measures)
    for task in budget.tasks:
        yield from (("money", "", f"{task.code}. {task.title}", one, getattr(task, one)) for one in measures)


def changes(before: Report, now: Report) -> list[Change]:
    """The figures that differ, in the order of the report."""
    then, today = figures(before), figures(now)
    places = [*then, *(place for place in today if place not in then)]
    return [Change(one, then.get(one), today.get(one)) for one in places if then.get(one) != today.get(one)]
