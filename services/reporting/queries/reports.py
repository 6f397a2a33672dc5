"""Questions for whole reports: composed now for a period, or as they were submitted, byte for byte."""

from collections.abc import Callable
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from services.reporting.composing import READINGS, compose, sees_few
from services.reporting.domain.report import Copy
from services.reporting.printing import as_csv, as_text
from services.reporting.projections.project_fact import target_groups
from services.reporting.projections.submitted_report import Filed, filed, find
from services.reporting.report import PeriodicReport
from shared.http.known_at import KnownAt
from shared.http.operations import Look, Looking
from shared.http.scope import check_scope
from shared.kernel.command import View
from shared.kernel.errors import Invalid
from shared.kernel.ids import Code

JSON, TEXT, CSV = "application/json", "text/plain", "text/csv"
UTF8 = "; charset=utf-8"
Measured = Annotated[bool, Query(description="false: without effectiveness")]
BOM = "\ufeff"
"""Excel reads a CSV as UTF-8 only when it begins with this."""


class SubmittedReports(View):
    """The reports of a project that were submitted, by number."""

    items: list[Filed]


async def periodic_report(
    project: Code, since: date, until: date, look: Looking, known_at: KnownAt = None, measured: Measured = True
) -> PeriodicReport:
    """The report of a period: people, what took place, money, effectiveness; as known at a moment.

    Effectiveness is of today, or of the day of the knowledge, for every period. Groups under five are masked for who may
    not see them.
    Refused: `period_reversed`, `unknown_project`.
    """
    check_scope(look.who, project)
    if until < since:
        raise Invalid("period_reversed", field="until", rule="a period ends on its first day or later")
    return (await compose(look, project, since, until, known_at, READINGS if measured else ())).report


async def periodic_report_text(project: Code, since: date, until: date, look: Looking, known_at: KnownAt = None) -> Response:
    """The same report in Polish, as text."""
    return _sent(as_text(await periodic_report(project, since, until, look, known_at)), TEXT)


async def periodic_report_csv(project: Code, since: date, until: date, look: Looking, known_at: KnownAt = None) -> Response:
    """The same report as CSV: `część;pozycja;miara;wartość`."""
    return _sent(BOM + as_csv(await periodic_report(project, since, until, look, known_at)), CSV)


async def submitted_reports(project: Code, look: Looking) -> SubmittedReports:
    """The reports that were submitted, without their text."""
    check_scope(look.who, project)
    await target_groups(look.db, project)
    items = await filed(look.db, project)
    return SubmittedReports(items=items if sees_few(look) else [one.without_counts() for one in items])


async def submitted_report(report: UUID, look: Looking) -> Response:
    """A submitted report as it was, byte for byte. Refused: `unknown_report`."""
    return _sent(await _frozen(report, look, lambda copy: copy.json_text), JSON)


async def submitted_report_text(report: UUID, look: Looking) -> Response:
    """The text of a submitted report as it was."""
    return _sent(await _frozen(report, look, lambda copy: copy.text), TEXT)


async def submitted_report_csv(report: UUID, look: Looking) -> Response:
    """The CSV of a submitted report as it was."""
    return _sent(BOM + await _frozen(report, look, lambda copy: copy.csv), CSV)


async def _frozen(report: UUID, look: Look, form: Callable[[Copy], str]) -> str:
    found = await find(look.db, report)
    check_scope(look.who, found.project)
    return form(found.copy_for(masked=not sees_few(look)))


def _sent(text: str, media_type: str) -> Response:
    return Response(text.encode(), media_type=media_type + UTF8)
