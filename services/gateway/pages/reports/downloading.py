"""Reports as files. Whoever is no longer signed in is led to the door and back, as on every page."""

from typing import Literal
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse

from services.gateway.pages.reports.period import asked_in, period_of, today
from services.gateway.pages.visit import SignedIn, Visit
from services.gateway.passing import flowing
from shared.http.elsewhere import refusal

router = APIRouter()
Kind = Literal["txt", "csv"]
QUERIES: dict[Kind, str] = {"txt": "text", "csv": "csv"}
"""What the queries of reporting call them."""


@router.get("/projects/{project}/reports/draft.{kind}")
async def draft_file(visit: SignedIn, project: str, kind: Kind) -> Response:
    """The report of a period as it stands, or stood."""
    period = period_of(asked_in(visit), await today(visit))
    return await _file(
        visit, f"periodic_report_{QUERIES[kind]}", f"sprawozdanie-robocze.{kind}", project=project, **period.asked
    )


@router.get("/projects/{project}/reports/submitted/{report}/{number}.{kind}")
async def submitted_file(visit: SignedIn, report: UUID, number: int, kind: Kind) -> Response:
    """A submitted report."""
    return await _file(visit, f"submitted_report_{QUERIES[kind]}", f"sprawozdanie-{number}.{kind}", report=report)


async def _file(visit: Visit, query: str, name: str, **inputs: object) -> Response:
    """The document as reporting gives it, to be kept under this name. Raises its refusal, `NotYet` (`unavailable`)."""
    path = f"/queries/{query}"
    service = await visit.desk.directory.owner(path)
    request = visit.desk.upstream.request(service, "GET", path, visit.who, query=urlencode(inputs))
    answer = await visit.desk.upstream.stream(service, request)
    if not answer.is_success:
        await answer.aread()
        await answer.aclose()
        raise refusal(service, answer)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Type": answer.headers["content-type"]}
    return StreamingResponse(flowing(answer), headers=headers)
