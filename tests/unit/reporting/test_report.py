"""Submitted reports: numbered, never changed, a day reported once; a correction is a further report of the same period."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from services.reporting.domain.report import REPORTS, Copy, Filing, Made, ReportKind, ReportSubmitted, SubmitReport, decide
from shared.testing.given import given

NOW = datetime(2023, 4, 10, 8, tzinfo=UTC)
MADE = Made(facts={"participation_fact": 3}, budget_version=1, effectiveness_rule=None)
COPIES = (Copy(masked=False, json_text="{}\n", text="Sprawozdanie\n", csv="a;b\r\n", digest="0" * 64),)
FIRST, SECOND = UUID(int=1), UUID(int=2)


def filing(since: str, until: str, report: UUID = SECOND, corrects: int | None = None) -> Filing:
    asked = SubmitReport(project="p", since=since, until=until, corrects=corrects)
    return Filing(asked=asked, report=report, known_at=NOW, today=date(2023, 4, 10), made_of=MADE, copies=COPIES)


def submitted(since: str, until: str, number: int = 1, report: UUID = FIRST, corrects: int | None = None) -> ReportSubmitted:
    return ReportSubmitted(
        project="p",
        report=report,
        number=number,
        kind=ReportKind.PERIODIC,
        since=since,
        until=until,
        known_at=NOW,
        corrects=corrects,
        made_of=MADE,
        copies=COPIES,
    )


QUARTER = submitted("2023-01-01", "2023-03-31")


def test_a_report_is_filed_with_what_it_was_made_of_and_the_first_number():
    given(REPORTS).when(decide, filing("2023-01-01", "2023-03-31", FIRST)).then(QUARTER)


def test_the_next_period_gets_the_next_number():
    next_one = submitted("2023-04-01", "2023-04-10", 2, SECOND)
    given(REPORTS, QUARTER).when(decide, filing("2023-04-01", "2023-04-10")).then(next_one)


@pytest.mark.parametrize("period", [("2023-03-31", "2023-04-05"), ("2023-01-01", "2023-03-31"), ("2022-12-01", "2023-01-01")])
def test_a_day_is_reported_once(period):
    refusal = given(REPORTS, QUARTER).when(decide, filing(*period)).refused("already_reported")
    assert (refusal.field, refusal.facts["number"]) == ("since", 1)


def test_the_closing_report_covers_days_that_were_reported_in_periods_and_there_is_one():
    closing = filing("2023-01-01", "2023-04-10")
    closing = closing.model_copy(update={"asked": closing.asked.model_copy(update={"kind": ReportKind.CLOSING})})
    closed = given(REPORTS, QUARTER).when(decide, closing)
    assert [event.number for event in closed.events] == [2]
    given(REPORTS, QUARTER, *closed.events).when(decide, closing).refused("already_reported")


def test_a_correction_is_a_further_report_of_the_same_period():
    again = submitted("2023-01-01", "2023-03-31", 2, SECOND, corrects=1)
    given(REPORTS, QUARTER).when(decide, filing("2023-01-01", "2023-03-31", corrects=1)).then(again)


def test_a_correction_of_another_period_or_of_no_report_is_refused():
    given(REPORTS, QUARTER).when(decide, filing("2023-01-01", "2023-03-30", corrects=1)).refused("corrects_another_report")
    given(REPORTS, QUARTER).when(decide, filing("2023-01-01", "2023-03-31", corrects=2)).refused("unknown_report")


def test_a_period_that_is_reversed_or_not_over_is_refused():
    assert given(REPORTS).when(decide, filing("2023-03-31", "2023-03-30")).refused("period_reversed").field == "until"
    assert given(REPORTS).when(decide, filing("2023-04-01", "2023-04-11")).refused("date_in_future").field == "until"
