"""The periodic report: what it says, in the words of its answer; a number that is masked is None, never a guess."""

from datetime import date, datetime
from typing import Any

from pydantic import Field

from services.reporting.domain.report import ReportKind
from shared.kernel.command import View
from shared.kernel.ids import Code
from shared.kernel.money import Zloty


class Counted(View):
    """Persons, each once, by sex; all three None where a group is masked."""

    persons: int | None
    women: int | None
    men: int | None


class GroupCounted(Counted):
    """Persons of one target group."""

    target_group: Code
    title: str


class People(View):
    """Who takes part on the last day, and who ever did."""

    as_of: date
    all: Counted
    target_groups: tuple[GroupCounted, ...]
    ever_supported: Counted
    contracts: Counted
    places_taken: int | None


class Support(View):
    """Support of one class, or of all (`service_class` None); None where fewer than five people had it."""

    service_class: str | None
    sessions: int | None
    attendances: int | None
    participants: int | None
    hours: str | None = Field(description="clock hours summed over participants")


class Took(View):
    """One session that took place; family members are in no count of participants."""

    on: date
    title: str
    participants: int | None
    families_adults: int | None
    families_children: int | None
    hours: str
    person_hours: str | None


class Families(View):
    """Family members who came along, summed over sessions."""

    adults: int | None
    children: int | None


class Certified(Counted):
    """People who got a document of this kind in the period."""

    kind: str


class Amounts(View):
    """PLN. `left` is what is neither bound nor incurred."""

    planned: Zloty
    committed: Zloty
    incurred: Zloty
    paid: Zloty
    left: Zloty


class Line(Amounts):
    """A line of the budget."""

    code: str
    title: str


class Task(Line):
    """A task with its lines."""

    kind: str
    lines: tuple[Line, ...]


class Source(View):
    """A source of financing, PLN."""

    code: Code
    title: str
    planned: Zloty
    incurred: Zloty
    paid: Zloty


class Indirect(View):
    """Indirect costs at a flat rate of the direct ones, PLN."""

    rate: str
    base: Zloty
    incurred: Zloty
    paid: Zloty


class Budget(View):
    """How far the budget in force was executed, as finance answers it."""

    as_of: date
    version: int
    tasks: tuple[Task, ...]
    totals: Amounts
    indirect: Indirect | None
    sources: tuple[Source, ...]


class Category(View):
    """One group of people against its threshold; `percent` None: nobody in the base, or masked."""

    category: str
    numerator: int | None
    denominator: int | None
    percent: str | None
    threshold: str | None
    met: bool | None
    masked: bool = False


class Dimension(View):
    """The social or the employment dimension."""

    dimension: str
    categories: tuple[Category, ...]


class Rule(View):
    """The rule pack that was applied."""

    version: Code
    name: str
    source: str


class Answered(View):
    """Effectiveness as recruitment answers it; `rule` None: the project is not measured."""

    as_of: date
    reading: str
    rule: Rule | None
    dimensions: tuple[Dimension, ...]


class Effectiveness(View):
    """Effectiveness in one reading, measured on a day; lists of people stay with recruitment."""

    as_of: date
    reading: str
    rule: Rule
    dimensions: tuple[Dimension, ...]


class PeriodicReport(View):
    """A period of a project. What others answered is None where the project has no budget or measures no effectiveness."""

    project: Code
    title: str
    kind: ReportKind = ReportKind.PERIODIC
    since: date
    until: date
    known_at: datetime
    masked: bool = Field(description="groups under five are hidden")
    people: People
    supports: tuple[Support, ...]
    families: Families
    activities: tuple[Took, ...]
    certificates: tuple[Certified, ...]
    budget: Budget | None
    effectiveness: tuple[Effectiveness, ...]

    def document(self) -> str:
        """The report as JSON, the same bytes for the same report."""
        return self.model_dump_json(indent=2) + "\n"

    def words(self) -> dict[str, Any]:
        """What a template fills in."""
        return {name: getattr(self, name) for name in type(self).model_fields}
