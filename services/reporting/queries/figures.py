"""What staff ask reporting: each figure for a business date (`as_of`) as it was known at a moment (`known_at`)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from typing import Annotated

from fastapi import Query
from pydantic import Field

from services.reporting.projections.headcount import Headcount, headcount_on
from services.reporting.projections.supports import Held, Supports, held_in, supports_in
from shared.http.known_at import KnownAt
from shared.http.operations import Look, Looking
from shared.http.scope import check_scope
from shared.kernel.command import View
from shared.kernel.errors import Invalid
from shared.kernel.ids import Code

Month = Annotated[str, Query(pattern=r"^20\d{2}-(0[1-9]|1[0-2])$", description="a calendar month", examples=["2023-06"])]


class MonthlyReport(View):
    """A calendar month: the headcount of its last day, and the support given in it."""

    project: str
    month: str
    known_at: datetime
    headcount: Headcount
    supports: Supports
    activities: list[Held] = Field(description="sessions of the month that somebody attended, by day")


async def headcount(project: Code, as_of: date, look: Looking, known_at: KnownAt = None) -> Headcount:
    """How many people took part on a day, by sex and target group; contracts, ever supported and places beside it."""
    async with _moment(look, project, known_at) as known:
        return await headcount_on(look.db, project, as_of, known)


async def supports(project: Code, since: date, until: date, look: Looking, known_at: KnownAt = None) -> Supports:
    """Support given in a period by class of service, with family members counted apart. Refused: `period_reversed`."""
    if until < since:
        raise Invalid("period_reversed", field="until", rule="a period ends on its first day or later")
    async with _moment(look, project, known_at) as known:
        return await supports_in(look.db, project, since, until, known)


async def monthly_report(project: Code, month: Month, look: Looking, known_at: KnownAt = None) -> MonthlyReport:
    """A month as it is reported: headcount of its last day, support by class, and what took place."""
    since = date.fromisoformat(f"{month}-01")
    until = (since + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    async with _moment(look, project, known_at) as known:
        return MonthlyReport(
            project=project,
            month=month,
            known_at=known,
            headcount=await headcount_on(look.db, project, until, known),
            supports=await supports_in(look.db, project, since, until, known),
            activities=await held_in(look.db, project, since, until, known),
        )


@asynccontextmanager
async def _moment(look: Look, project: str, known_at: datetime | None) -> AsyncIterator[datetime]:
    """One snapshot for all figures of an answer, and the moment of knowledge: the one asked for, or the database's now."""
    check_scope(look.who, project)
    async with look.db.driver.transaction(isolation="repeatable_read", readonly=True):
        yield known_at or await look.db.driver.fetchval("SELECT clock_timestamp()")
