"""Printing: a report as Polish text and as CSV; the same report gives the same bytes."""

import csv
import io
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal, format_percent
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from services.reporting import labels
from services.reporting.report import PeriodicReport
from shared.kernel.clock import WARSAW

POLISH = "pl_PL"
HIDDEN = "–"
"""Stands where a number is masked or there is none."""
Cell = str | int | Decimal | None


def _number(value: Cell) -> str:
    """With a decimal comma, as Polish spreadsheets read it; without spaces between thousands."""
    if value is None:
        return HIDDEN
    return str(value).replace(".", ",")


def _money(value: Decimal) -> str:
    return format_currency(value, "PLN", locale=POLISH)


def _amount(value: Decimal) -> str:
    return format_decimal(value, "#,##0.00", locale=POLISH)


def _percent(value: str) -> str:
    """A part of one: 0.15 is 15 %."""
    return format_percent(Decimal(value), "#,##0.## %", locale=POLISH)


def _hours(value: str | None) -> str:
    return HIDDEN if value is None else format_decimal(Decimal(value), locale=POLISH)


def _day(value: date) -> str:
    return format_date(value, "long", locale=POLISH)


def _moment(value: datetime) -> str:
    return format_datetime(value, "long", tzinfo=WARSAW, locale=POLISH)


TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
    autoescape=False,  # noqa: S701 - plain text, not HTML
)
TEMPLATES.filters.update(number=_number, money=_money, amount=_amount, percent=_percent, hours=_hours, day=_day, moment=_moment)
TEMPLATES.globals.update(labels=vars(labels))


def as_text(report: PeriodicReport) -> str:
    """The report in Polish, for people."""
    return TEMPLATES.get_template("periodic_report.txt.j2").render(report.words())


def as_csv(report: PeriodicReport) -> str:
    """The report as `część;pozycja;miara;wartość`, one figure a line: semicolons, decimal commas, CRLF, as Excel expects."""
    sheet = io.StringIO()
    writer = csv.writer(sheet, delimiter=";", lineterminator="\r\n")
    writer.writerow(("część", "pozycja", "miara", "wartość"))
    writer.writerows((part, item, measure, _number(value)) for part, item, measure, value in figures(report))
    return sheet.getvalue()


Figure = tuple[str, str, str, Cell]


def figures(report: PeriodicReport) -> Iterable[Figure]:
    """Every figure of the report."""
    yield from _people(report)
    yield from _supports(report)
    yield from _budget(report)
    yield from _effectiveness(report)


def _people(report: PeriodicReport) -> Iterable[Figure]:
    people = report.people
    rows = [("uczestnicy", people.all), *((one.title, one) for one in people.target_groups)]
    rows += [("kiedykolwiek objęci wsparciem", people.ever_supported), ("podpisane kontrakty", people.contracts)]
    rows += [(labels.CERTIFICATES[one.kind], one) for one in report.certificates]
    for item, counted in rows:
        yield "osoby", item, "osoby", counted.persons
        yield "osoby", item, "kobiety", counted.women
        yield "osoby", item, "mężczyźni", counted.men


def _supports(report: PeriodicReport) -> Iterable[Figure]:
    for row in report.supports:
        item = labels.CLASSES[row.service_class]
        yield "wsparcie", item, "spotkania", row.sessions
        yield "wsparcie", item, "obecności", row.attendances
        yield "wsparcie", item, "osoby", row.participants
        yield "wsparcie", item, "godziny", row.hours
    for took in report.activities:
        item = f"{took.on.isoformat()} {took.title}"
        yield "zajęcia", item, "uczestnicy", took.participants
        yield "zajęcia", item, "otoczenie – dorośli", took.families_adults
        yield "zajęcia", item, "otoczenie – dzieci", took.families_children
        yield "zajęcia", item, "godziny", took.hours
    yield "otoczenie", "razem", "dorośli", report.families.adults
    yield "otoczenie", "razem", "dzieci", report.families.children


def _budget(report: PeriodicReport) -> Iterable[Figure]:
    if report.budget is None:
        return
    rows = [(line.code + " " + line.title, line) for task in report.budget.tasks for line in task.lines]
    for item, amounts in [*rows, ("razem", report.budget.totals)]:
        for measure, label in labels.AMOUNTS.items():
            yield "budżet", item, label, getattr(amounts, measure)
    for source in report.budget.sources:
        for measure in ("planned", "incurred", "paid"):
            yield "źródła finansowania", source.title, labels.AMOUNTS[measure], getattr(source, measure)


def _effectiveness(report: PeriodicReport) -> Iterable[Figure]:
    for one in report.effectiveness:
        for dimension in one.dimensions:
            part = f"{one.rule.name}: wymiar {labels.DIMENSIONS[dimension.dimension]}, {labels.READINGS[one.reading]}"
            for category in dimension.categories:
                item = labels.CATEGORIES[category.category]
                yield part, item, "licznik", category.numerator
                yield part, item, "mianownik", category.denominator
                yield part, item, "procent", category.percent
                yield part, item, "próg", category.threshold
