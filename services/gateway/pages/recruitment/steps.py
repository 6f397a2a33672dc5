"""The steps of taking in an application: what each asks, where a refusal leads back to, and the command they make together.

A step's fields are named by the path of what they fill in, so that whatever is refused is found again.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from services.gateway.pages.form import DAY_PARTS, Form, Typed, nested
from shared.http.problems import WrongFields
from shared.kernel.errors import Invalid, Refused

NAMED = (
    "person.given_name",
    "person.family_name",
    "person.phone",
    "person.email",
    "person.unusual_age_confirmed",
)
WITHOUT_PESEL = ("person.no_pesel", "person.sex", "person.identity")
DOCUMENT = ("person.document.kind", "person.document.number", "person.document.country")
ADDRESS = tuple(f"person.address.{name}" for name in ("street", "house", "flat", "postal_code", "town"))
DONE = "done"
"""The field that says that somebody went on from the step, not only typed into it."""


class Step(StrEnum):
    """The steps, in their order; the last one hands the application in."""

    PERSON = "person"
    SITUATION = "situation"
    PREMISES = "premises"
    DECLARATIONS = "declarations"
    CHECK = "check"

    @property
    def next(self) -> "Step":
        """The step after this one."""
        return list(Step)[list(Step).index(self) + 1]


ASKED = tuple(step for step in Step if step is not Step.CHECK)
"""The steps in which something is typed."""
OF_FIELD: Mapping[str, Step] = {
    "person": Step.PERSON,
    "target_group": Step.SITUATION,
    "applied_at": Step.SITUATION,
    "applied_time": Step.SITUATION,
    "labour_status": Step.SITUATION,
    "in_education": Step.SITUATION,
    "premises": Step.PREMISES,
    "disability": Step.PREMISES,
    "no_same_support": Step.DECLARATIONS,
}
"""By the beginning of a field's name."""


def step_of(no: Refused) -> Step:
    """The first step that asks for a field that is wrong."""
    wrong = [one.field for one in no.errors] if isinstance(no, WrongFields) else []
    return min(map(asked_in, wrong or [no.field or ""]), key=list(Step).index)


def asked_in(field: str) -> Step:
    """Where the field is asked for; what belongs to none is told on the last page."""
    return OF_FIELD.get(field.partition(".")[0], Step.CHECK)


def whole(drafts: Mapping[Step, Typed]) -> Form:
    """Everything that was typed into the steps, as one form."""
    fields: dict[str, list[str]] = {}
    for typed in drafts.values():
        fields |= {name: list(value) if isinstance(value, list) else [str(value)] for name, value in typed.items()}
    return Form(fields)


def command(project: str, form: Form) -> dict[str, Any]:
    """The body of `submit_application`. Raises `Invalid` (`not_a_day`, `not_a_time`), which names the field."""
    body = person(form) | form.body(
        "target_group", "labour_status", "disability.degree", lists=("premises", "disability.kinds")
    )
    applied = form.day("applied_at")
    if applied is not None:
        body["applied_at"] = f"{applied.isoformat()}T{_time(form)}"
    return body | {
        "project": project,
        "no_same_support": bool(form.text("no_same_support")),
        "in_education": form.text("in_education") == "yes",
    }


def person(form: Form) -> dict[str, Any]:
    """The person of the form: by number, or by what stands in its place."""
    names = [*NAMED, "person.pesel"] if form.text("person.pesel").strip() else [*NAMED, *WITHOUT_PESEL]
    days = () if form.text("person.pesel").strip() else ("person.birth_date",)
    if form.text("person.document.number").strip():
        names += DOCUMENT
    if any(form.text(name).strip() for name in ADDRESS):
        names += ADDRESS
    body = form.body(*names, days=days)
    return body or nested({"person.given_name": ""})


def _time(form: Form) -> str:
    """`9:15` or `9.15` as `09:15`."""
    found = re.fullmatch(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])", form.text("applied_time").strip())
    if found is None:
        raise Invalid("not_a_time", field="applied_time", rule="a time such as 9:15")
    return f"{int(found[1]):02d}:{found[2]}"


def with_number_said(typed: Typed, birth_date: Any, sex: str) -> dict[str, Any]:
    """The person's fields with the birth date and the sex that the PESEL number holds."""
    days = {f"person.birth_date.{part}": str(getattr(birth_date, part)) for part in DAY_PARTS}
    return {**typed, **days, "person.sex": sex, "person.no_pesel": ""}
