"""An attendance sheet as it was filled in on a page: a line for each person, and what became of it when somebody was faster.

The fields of a line are named by the participant, not by their number: whoever is enrolled meanwhile moves nobody's marks.
"""

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple
from uuid import UUID

from services.gateway.pages.activities.answers import Families, Line, Roster
from services.gateway.pages.activities.common import filled, hours
from services.gateway.pages.form import Form
from services.gateway.pages.says import FieldError

PRESENCE = frozenset({"present", "late"})
ENTRY = re.compile(r"entries\.(\d+)(?:\.(\w+))?")
HOURS = "hours"


@dataclass(frozen=True, slots=True)
class Mark:
    """What was ticked for somebody. `hours` as the service reads them; nothing: the whole session."""

    participant: str
    status: str
    hours: str

    @property
    def body(self) -> dict[str, Any]:
        """The line of a command: who was away has no hours."""
        spent = self.hours if self.status in PRESENCE else ""
        return {"participant": self.participant, **filled(status=self.status, hours=spent)}

    def says_what(self, line: Line, whole: Decimal) -> bool:
        """Is this what stands on the list already?"""
        if self.status != line.status:
            return False
        return self.status not in PRESENCE or self._decimal(whole) == line.hours

    def _decimal(self, whole: Decimal) -> Decimal | None:
        try:
            return Decimal(self.hours) if self.hours else whole
        except InvalidOperation:
            return None


class Clash(NamedTuple):
    """Somebody of whom the list says another thing than the sheet."""

    mine: Mark
    theirs: Line


def marks_of(form: Form) -> list[Mark]:
    """What was ticked, in the order of the sheet."""
    people = dict.fromkeys(form.all("participant"))
    return [Mark(who, form.text(f"status.{who}"), hours(form.text(f"hours.{who}"))) for who in people]


def body_of(session: UUID, marks: Iterable[Mark], form: Form, families: Families) -> dict[str, Any]:
    """The body of `record_attendance`. Families that were counted already are not sent again."""
    came = {} if families.counted else form.body("families.adults", "families.children")
    entries = [mark.body for mark in marks]
    return {"session": str(session), "entries": entries, **came, **form.body("late_reason")}


def left(marks: Iterable[Mark], roster: Roster) -> list[Mark]:
    """Those who can still be recorded."""
    missing = {str(line.participant) for line in roster.missing}
    return [mark for mark in marks if mark.participant in missing]


def clashes(marks: Iterable[Mark], roster: Roster) -> list[Clash]:
    """Where the list says another thing."""
    recorded = {str(line.participant): line for line in roster.recorded}
    both = [Clash(mark, recorded[mark.participant]) for mark in marks if mark.participant in recorded]
    return [one for one in both if not one.mine.says_what(one.theirs, roster.hours)]


def families_lost(form: Form, roster: Roster, marks: Iterable[Mark]) -> bool:
    """Were families counted that cannot be recorded any more: others were, or every line is there already?"""
    typed, theirs = [form.text(f"families.{who}").strip() or "0" for who in ("adults", "children")], roster.families
    if typed in (["0", "0"], [str(theirs.adults), str(theirs.children)]):
        return False
    return theirs.counted or not left(marks, roster)


def at_fields(errors: Iterable[FieldError], marks: Sequence[Mark], roster: Roster) -> list[FieldError]:
    """The errors at the fields of the people they are about; who is not on the list any more has none."""
    listed = {str(line.participant) for line in roster.items}
    return [one._replace(field=_field(one.field, marks, listed)) for one in errors]


def _field(field: str, marks: Sequence[Mark], listed: Container[str]) -> str:
    found = ENTRY.fullmatch(field)
    if found is None:
        return "families.adults" if field == "families" else field
    about = marks[int(found[1])].participant if int(found[1]) < len(marks) else ""
    return f"{HOURS if found[2] == HOURS else 'status'}.{about}" if about in listed else ""
