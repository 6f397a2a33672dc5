"""The form of a whole budget: sources, tasks and lines numbered in the names of its fields; rows are added without a script."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal

from services.gateway.pages.form import Form, Typed, nested
from services.gateway.pages.money.plans import Plan, Project
from services.gateway.pages.says import FieldError
from shared.kernel.errors import Refused

SOURCE = re.compile(r"sources\.(\d{1,3})\.(code|title|amount)")
TASK = re.compile(r"tasks\.(\d{1,3})\.(code|title|kind)")
LINE = re.compile(r"tasks\.(\d{1,3})\.lines\.(\d{1,3})\.(code|title|category|unit|quantity|unit_price|amount|own_contribution)")
CHOSEN = frozenset({"kind", "own_contribution"})
"""What always stands in a row, also in an empty one."""
WHOLE = {"sources": "sources.0.amount", "tasks": "total", "project": ""}
"""Where that stands which is wrong with all sources or lines together; what is wrong with the project is at no field."""
NOT_KEPT = frozenset({"press", "since"})
Fields = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Shape:
    """How many sources the form has, and how many lines each task has."""

    sources: int
    tasks: tuple[int, ...]

    def more(self, press: str) -> "Shape":
        """With the row that a button asks for: `source`, `task`, or `line.<number of the task>`."""
        if press == "source":
            return Shape(self.sources + 1, self.tasks)
        if press == "task":
            return Shape(self.sources, (*self.tasks, 1))
        at = press.removeprefix("line.")
        return Shape(self.sources, tuple(lines + (str(place) == at) for place, lines in enumerate(self.tasks)))

    def lines(self) -> Iterator[str]:
        """Where each line stands in the names of its fields."""
        return (f"tasks.{task}.lines.{line}" for task, lines in enumerate(self.tasks) for line in range(lines))


def adds_a_row(press: str) -> bool:
    """Does this button only make the form longer?"""
    return press in ("source", "task") or press.startswith("line.")


def shape_of(typed: Typed) -> Shape:
    """One source and one task with one line at least."""
    sources = max((int(found[1]) + 1 for name in typed if (found := SOURCE.fullmatch(name))), default=1)
    lines = {0: 1}
    for name in typed:
        if found := LINE.fullmatch(name):
            lines[int(found[1])] = max(lines.get(int(found[1]), 1), int(found[2]) + 1)
        elif found := TASK.fullmatch(name):
            lines.setdefault(int(found[1]), 1)
    return Shape(sources, tuple(lines.get(place, 1) for place in range(max(lines) + 1)))


def kept(form: Form) -> dict[str, Any]:
    """What was typed, without the buttons."""
    return {name: value for name, value in form.typed.items() if name not in NOT_KEPT}


def without_gaps(form: Form) -> Form:
    """The rows in which something was typed, numbered from 0, so that a refusal finds its row."""
    sources: dict[int, Fields] = {}
    tasks: dict[int, Fields] = {}
    lines: dict[int, dict[int, Fields]] = {}
    fields: Fields = {}
    for name, values in form.fields.items():
        if found := SOURCE.fullmatch(name):
            sources.setdefault(int(found[1]), {})[found[2]] = values
        elif found := LINE.fullmatch(name):
            lines.setdefault(int(found[1]), {}).setdefault(int(found[2]), {})[found[3]] = values
        elif found := TASK.fullmatch(name):
            tasks.setdefault(int(found[1]), {})[found[2]] = values
        else:
            fields[name] = values
    fields |= _named("sources", _filled(sources))
    rows = [(tasks.get(place, {}), _filled(lines.get(place, {}))) for place in sorted({*tasks, *lines})]
    for place, (task, own) in enumerate((task, own) for task, own in rows if own or _is_filled(task)):
        fields |= _named("tasks", [task], place) | _named(f"tasks.{place}.lines", own)
    return Form(fields)


def body_of(form: Form) -> dict[str, Any]:
    """The body of a command. Raises `Invalid` (`not_an_amount`, `not_a_number`, `not_a_day`), which names the field."""
    shape = shape_of(form.typed)
    amounts = ["total", *(f"sources.{place}.amount" for place in range(shape.sources))]
    texts = [f"sources.{place}.{name}" for place in range(shape.sources) for name in ("code", "title")]
    texts += [f"tasks.{place}.{name}" for place in range(len(shape.tasks)) for name in ("code", "title", "kind")]
    numbers: dict[str, Decimal | None] = {}
    for line in shape.lines():
        texts += [f"{line}.{name}" for name in ("code", "title", "category", "unit", "own_contribution")]
        amounts += [f"{line}.unit_price", f"{line}.amount"]
        numbers[f"{line}.quantity"] = form.number(f"{line}.quantity")
    rate = form.number("indirect_rate")
    numbers["indirect_rate"] = None if rate is None else rate / 100
    given = form.body(*texts, days=["on", "eligible_from", "eligible_until"], money=amounts)
    body = _merged(given, nested({name: str(number) for name, number in numbers.items() if number is not None}))
    sources, tasks = body.get("sources", {}), body.get("tasks", {})
    listed = [tasks.get(str(place), {}) for place in range(len(shape.tasks))]
    return body | {
        "sources": [sources.get(str(place), {}) for place in range(shape.sources)],
        "tasks": [_task(task, lines) for task, lines in zip(listed, shape.tasks, strict=True)],
    }


def at_their_fields(no: Refused, errors: Sequence[FieldError], typed: Typed) -> list[FieldError]:
    """What finance says of the whole plan, at the row that it is about."""
    return [one._replace(field=_place(no, one.field, typed)) for one in errors]


def typed_of_plan(plan: Plan) -> dict[str, str]:
    """A version as it stands in the fields."""
    typed = _of_sources(plan) | _day("eligible_from", plan) | _day("eligible_until", plan)
    if plan.indirect_rate is not None:
        typed["indirect_rate"] = _number(plan.indirect_rate * 100)
    for place, task in enumerate(plan.tasks):
        typed |= {f"tasks.{place}.{name}": getattr(task, name) for name in ("code", "title", "kind")}
        for number, line in enumerate(task.lines):
            at = f"tasks.{place}.lines.{number}"
            typed |= {f"{at}.{name}": getattr(line, name) or "" for name in ("code", "title", "category", "unit")}
            typed |= {f"{at}.{name}": _amount(getattr(line, name)) for name in ("unit_price", "amount")}
            typed |= {f"{at}.quantity": _number(line.quantity), f"{at}.own_contribution": line.own_contribution or ""}
    return typed


def typed_of_project(project: Project) -> dict[str, str]:
    """What a first budget begins with: the value and the sources of the project."""
    return _of_sources(project)


def _of_sources(plan: Plan | Project) -> dict[str, str]:
    typed = {"total": _amount(plan.total)}
    for place, source in enumerate(plan.sources):
        at = f"sources.{place}"
        typed |= {f"{at}.code": source.code, f"{at}.title": source.title, f"{at}.amount": _amount(source.amount)}
    return typed


def _day(name: str, plan: Plan) -> dict[str, str]:
    return {f"{name}.{part}": str(getattr(getattr(plan, name), part)) for part in ("day", "month", "year")}


def _amount(amount: Decimal) -> str:
    """`1 234,56`."""
    return format_decimal(amount, "#,##0.00", locale="pl_PL").replace("\u00a0", " ")


def _number(number: Decimal) -> str:
    return format_decimal(number.normalize(), locale="pl_PL", group_separator=False, decimal_quantization=False)


def _is_filled(row: Mapping[str, list[str]]) -> bool:
    return any(value.strip() for name, values in row.items() if name not in CHOSEN for value in values)


def _filled(rows: Mapping[int, Fields]) -> list[Fields]:
    return [row for _, row in sorted(rows.items()) if _is_filled(row)]


def _named(name: str, rows: Sequence[Fields], first: int = 0) -> Fields:
    return {f"{name}.{place}.{field}": values for place, row in enumerate(rows, first) for field, values in row.items()}


def _merged(one: dict[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    for name, value in other.items():
        one[name] = _merged(one.get(name, {}), value) if isinstance(value, dict) else value
    return one


def _task(task: Mapping[str, Any], lines: int) -> dict[str, Any]:
    own = task.get("lines", {})
    return {**task, "lines": [own.get(str(place), {}) for place in range(lines)]}


def _place(no: Refused, field: str, typed: Typed) -> str:
    code, whole = str(no.facts.get("line") or no.facts.get("duplicate") or ""), WHOLE
    rows = [name for name, value in typed.items() if name.endswith(".code") and value == code] if code else []
    if not rows:
        return whole.get(field, f"{field}.0.code" if field.endswith(".lines") else field)
    return rows[-1] if "duplicate" in no.facts else rows[-1].removesuffix("code") + "amount"
