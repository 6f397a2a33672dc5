"""An attendance sheet against the list as it stands: what is sent, what differs, and where a refusal belongs."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from services.gateway.pages.activities.answers import Families, Line, Roster
from services.gateway.pages.activities.sheet import at_fields, body_of, clashes, families_lost, left, marks_of
from services.gateway.pages.form import Form
from services.gateway.pages.says import FieldError

ANNA, MAREK, EWA, STRANGER = (UUID(int=number) for number in (1, 2, 3, 9))
SESSION = UUID(int=60)
NOBODY = Families(adults=0, children=0)


def line(who: UUID, status: str | None = None, hours: str | None = None, gone: bool = False) -> Line:
    spent = None if hours is None else Decimal(hours)
    return Line(participant=who, status=status, hours=spent, gone=gone, recorded_by=None, present=0, planned=1, percent=None)


def roster(*lines: Line, families: Families = NOBODY) -> Roster:
    return Roster(
        session=SESSION,
        activity=UUID(int=50),
        project="bridge",
        title="Budki dla ptaków",
        place=None,
        leader=None,
        on=date(2023, 6, 10),
        hours=Decimal("4.50"),
        cancelled=False,
        today=date(2023, 6, 12),
        late=False,
        families_foreseen=True,
        families=families,
        items=list(lines),
    )


def filled(marks: dict[UUID, str], **more: str) -> Form:
    """`excused`, or `late 1,5` with hours."""
    fields = {"participant": [str(who) for who in marks]}
    for who, mark in marks.items():
        status, _, hours = mark.partition(" ")
        fields |= {f"status.{who}": [status], f"hours.{who}": [hours]}
    return Form(fields | {name.replace("__", "."): [value] for name, value in more.items()})


def test_the_body_has_a_line_for_each_person_and_hours_only_of_who_was_there() -> None:
    form = filled({ANNA: "late 1,5", MAREK: "excused 2", EWA: "present"}, families__adults="2")

    assert body_of(SESSION, marks_of(form), form, NOBODY) == {
        "session": str(SESSION),
        "entries": [
            {"participant": str(ANNA), "status": "late", "hours": "1.5"},
            {"participant": str(MAREK), "status": "excused"},
            {"participant": str(EWA), "status": "present"},
        ],
        "families": {"adults": "2"},
    }


def test_families_that_were_counted_are_not_sent_again() -> None:
    form = filled({ANNA: "present"}, families__adults="2")
    assert "families" not in body_of(SESSION, marks_of(form), form, Families(adults=0, children=1))


@pytest.mark.parametrize(
    ("mark", "status", "hours", "differs"),
    [
        ("present", "present", "4.50", False),
        ("present 4,5", "present", "4.50", False),
        ("present", "present", "2.00", True),
        ("present 2", "present", "2.00", False),
        ("late", "present", "4.50", True),
        ("excused", "excused", "0.00", False),
        ("excused 2", "excused", "0.00", False),
        ("unexcused", "excused", "0.00", True),
        ("present wcale", "present", "4.50", True),
    ],
)
def test_a_clash_is_another_status_or_other_hours_of_who_was_there(mark: str, status: str, hours: str, differs: bool) -> None:
    found = clashes(marks_of(filled({ANNA: mark})), roster(line(ANNA, status, hours)))
    assert bool(found) is differs


def test_what_is_left_is_neither_recorded_nor_gone_nor_a_stranger() -> None:
    marks = marks_of(filled(dict.fromkeys((ANNA, MAREK, EWA, STRANGER), "present")))
    here = roster(line(ANNA, "present", "4.50"), line(MAREK), line(EWA, gone=True))
    assert [mark.participant for mark in left(marks, here)] == [str(MAREK)]


@pytest.mark.parametrize(
    ("typed", "theirs", "open_line", "lost"),
    [
        ("", (0, 0), False, False),
        ("2", (2, 0), False, False),
        ("2", (3, 0), True, True),
        ("2", (0, 0), True, False),
        ("2", (0, 0), False, True),
        ("", (3, 0), False, False),
    ],
)
def test_families_are_lost_when_others_were_counted_or_no_line_is_left(
    typed: str, theirs: tuple[int, int], open_line: bool, lost: bool
) -> None:
    form = filled({ANNA: "present"}, families__adults=typed)
    here = roster(line(ANNA, None if open_line else "present"), families=Families(adults=theirs[0], children=theirs[1]))
    assert families_lost(form, here, marks_of(form)) is lost


def test_a_refusal_stands_at_the_person_of_the_line() -> None:
    marks = marks_of(filled({MAREK: "present", STRANGER: "present"}))
    fields = ["entries.0.participant", "entries.0.hours", "entries.1.status", "entries.7", "families", "late_reason"]

    found = at_fields([FieldError(field, "no") for field in fields], marks, roster(line(MAREK)))

    assert [one.field for one in found] == [f"status.{MAREK}", f"hours.{MAREK}", "", "", "families.adults", "late_reason"]
