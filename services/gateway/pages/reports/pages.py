"""The report of a period as it stands, and the reports that were submitted."""

import asyncio
from datetime import date
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from services.gateway.pages.asking import Read, ask
from services.gateway.pages.drawing import draw
from services.gateway.pages.reports.charts import Chart, effectiveness_chart, money_chart, people_chart, supports_chart
from services.gateway.pages.reports.period import Period, asked_in, named_periods, period_of, today
from services.gateway.pages.reports.report import Change, Filed, Report, Submitted, changes
from services.gateway.pages.says import errors_of
from services.gateway.pages.staff import names_of
from services.gateway.pages.visit import SignedIn, Visit
from shared.kernel.errors import Invalid, NotFound

router = APIRouter()
SEES_FEW = "headcount"
"""Who may call it sees groups under five."""


class Project(Read):
    """What the pages say of a project."""

    title: str
    starts_on: date
    ends_on: date


async def project_of(visit: Visit, project: str) -> Project:
    """The project of the page. Raises `NotFound`, `Forbidden`."""
    return await ask(visit, "project", Project, project=project)


async def submitted(visit: Visit, project: str) -> Submitted:
    """The reports of the project that were submitted, by number."""
    return await ask(visit, "submitted_reports", Submitted, project=project)


async def composed(visit: Visit, project: str, period: Period, **more: str) -> Report:
    """The report of a period as it is known now, or was known then."""
    return await ask(visit, "periodic_report", Report, project=project, **period.asked, **more)


@router.get("/projects/{project}/reports")
async def reports_page(visit: SignedIn, project: str) -> Response:
    """A period as it stands, what changed since the last submitted report, and all of them."""
    now, known, filed = await asyncio.gather(today(visit), project_of(visit, project), submitted(visit, project))
    form = asked_in(visit)
    shown: dict[str, Any] = {
        "project": known,
        "filed": filed.items,
        "names": await names_of(visit, [one.submitted_by for one in filed.items]),
        "periods": named_periods(now, known.starts_on),
    }
    try:
        period = period_of(form, now)
    except Invalid as no:
        errors = errors_of(no, visit.language)
        return draw(visit, "reports/reports.html", no.status, errors=errors, typed=form.typed, report=None, **shown)
    last = filed.items[-1] if filed.items else None
    report, since_then = await asyncio.gather(composed(visit, project, period), _since_last(visit, project, last))
    return draw(
        visit,
        "reports/reports.html",
        report=report,
        period=period,
        last=last,
        since_then=since_then,
        **charts_of(report),
        **shown,
    )


@router.get("/projects/{project}/reports/submitted/{report}")
async def submitted_page(visit: SignedIn, project: str, report: UUID) -> Response:
    """A submitted report as it was, and which of its figures are others today."""
    known, filed, frozen = await asyncio.gather(
        project_of(visit, project), submitted(visit, project), ask(visit, "submitted_report", Report, report=report)
    )
    one = find(filed, report)
    return draw(
        visit,
        "reports/submitted.html",
        project=known,
        one=one,
        report=frozen,
        names=await names_of(visit, [one.submitted_by]),
        since_then=await since_submitted(visit, project, one, frozen),
        period=Period(one.since, one.until, None),
        **charts_of(frozen),
    )


def find(filed: Submitted, report: UUID) -> Filed:
    """A report of the project. Raises `NotFound` (`unknown_report`)."""
    for one in filed.items:
        if one.report == report:
            return one
    raise NotFound("unknown_report", field="report", rule="there is no such report in this project")


async def since_submitted(visit: Visit, project: str, one: Filed, frozen: Report | None = None) -> list[Change] | None:
    """Which figures of a submitted report are others now; None for who may not see small groups: a difference is one."""
    if not visit.may(SEES_FEW):
        return None
    period = Period(one.since, one.until, None)
    then, now = await asyncio.gather(_as_filed(visit, one, frozen), composed(visit, project, period, measured="false"))
    return changes(then, now)


async def _as_filed(visit: Visit, one: Filed, known: Report | None) -> Report:
    return known or await ask(visit, "submitted_report", Report, report=one.report)


async def _since_last(visit: Visit, project: str, last: Filed | None) -> list[Change] | None:
    return None if last is None else await since_submitted(visit, project, last)


def charts_of(report: Report) -> dict[str, Any]:
    """The charts of a report, by name."""
    charts: dict[str, Chart | None] = {
        "people": people_chart(report.people),
        "supports": supports_chart(report.supports),
        "money": money_chart(report.budget) if report.budget else None,
    }
    dimensions = [(one, part, effectiveness_chart(part)) for one in report.effectiveness[:1] for part in one.dimensions]
    return {"charts": charts, "dimensions": dimensions}
