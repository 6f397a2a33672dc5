"""Why a number of the report is what it is: the people or the documents that make it, as they are known now."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from fastapi import APIRouter, Response

from services.gateway.pages.asking import Read, ask
from services.gateway.pages.drawing import draw
from services.gateway.pages.reports.effectiveness import Participant, participants_of
from services.gateway.pages.reports.pages import SEES_FEW, composed, project_of
from services.gateway.pages.reports.period import asked_in, period_of, today
from services.gateway.pages.reports.submitting import check_may
from services.gateway.pages.visit import SignedIn, Visit

router = APIRouter()
DOCUMENTS = "expenses"
ALL = 500


class Counts(NamedTuple):
    """A participant, and whether they take part on the day; `why` is a code that the page says in words."""

    participant: Participant
    counts: bool
    why: str


def standing(one: Participant, on: date) -> Counts:
    """Somebody takes part from the first to the last day of support."""
    if one.started_on is None:
        return Counts(one, counts=False, why="not_started")
    if one.started_on > on:
        return Counts(one, counts=False, why="started_later")
    if one.ended_on is not None and one.ended_on < on:
        return Counts(one, counts=False, why="ended")
    return Counts(one, counts=True, why="takes_part")


@router.get("/projects/{project}/reports/why/people")
async def people_page(visit: SignedIn, project: str) -> Response:
    """Who is in the headcount of the last day, and who is not."""
    check_may(visit, SEES_FEW)
    period = period_of(asked_in(visit), await today(visit))
    report = await composed(visit, project, period)
    listed = [standing(one, period.until) for one in await participants_of(visit, project)]
    listed.sort(key=lambda one: (not one.counts, one.why, one.participant.started_on or date.max))
    return draw(
        visit,
        "reports/why_people.html",
        project=await project_of(visit, project),
        period=period,
        report=report,
        titles={one.target_group: one.title for one in report.people.target_groups},
        listed=listed,
        counted=sum(one.counts for one in listed),
    )


class Expense(Read):
    """A document, PLN."""

    expense: UUID
    number: str
    title: str
    issued_on: date
    paid_on: date | None
    gross: Decimal
    eligible: Decimal


class Expenses(Read):
    """A page of documents."""

    items: tuple[Expense, ...]
    cursor: UUID | None


@router.get("/projects/{project}/reports/why/money")
async def money_page(visit: SignedIn, project: str) -> Response:
    """Which documents make what was incurred by the last day."""
    check_may(visit, DOCUMENTS)
    period = period_of(asked_in(visit), await today(visit))
    report = await composed(visit, project, period)
    documents = [one for one in await _expenses(visit, project) if one.issued_on <= period.until]
    documents.sort(key=lambda one: (one.issued_on, one.number))
    return draw(
        visit,
        "reports/why_money.html",
        project=await project_of(visit, project),
        period=period,
        report=report,
        documents=documents,
        eligible=sum((one.eligible for one in documents), Decimal(0)),
    )


async def _expenses(visit: Visit, project: str) -> list[Expense]:
    found: list[Expense] = []
    cursor: UUID | None = None
    while True:
        page = await ask(visit, DOCUMENTS, Expenses, project=project, limit=ALL, cursor=cursor)
        found.extend(page.items)
        cursor = page.cursor
        if cursor is None:
            return found
