"""Handing a report in: a page of its own, since it cannot be undone."""

from typing import Any

from fastapi import APIRouter, Response

from services.gateway.pages.asking import tell
from services.gateway.pages.drawing import draw, draw_again, go
from services.gateway.pages.reports.pages import composed, project_of, submitted
from services.gateway.pages.reports.period import Period, asked_in, period_of, today
from services.gateway.pages.reports.report import Submitted
from services.gateway.pages.visit import Sent, SignedIn, Visit
from shared.kernel.errors import Forbidden, Refused

router = APIRouter()
PAGE = "reports/submit.html"
OPERATION = "submit_report"


def check_may(visit: Visit, operation: str) -> None:
    """Raises `Forbidden` (`role_missing`), as the service would."""
    if not visit.may(operation):
        raise Forbidden("role_missing", field="roles", rule=f"a role that may call {operation}")


@router.get("/projects/{project}/reports/submit")
async def submit_page(visit: SignedIn, project: str) -> Response:
    """What will be frozen, and that it stays."""
    check_may(visit, OPERATION)
    period = period_of(asked_in(visit), await today(visit))
    return draw(visit, PAGE, **await _shown(visit, project, period))


@router.post("/projects/{project}/reports/submit")
async def submit(visit: SignedIn, project: str, form: Sent) -> Response:
    """Hand the report in."""
    body = form.body("kind", "corrects", days=("since", "until")) | {"project": project}
    try:
        told = await tell(visit, OPERATION, form, body)
    except Refused as no:
        period = period_of(form, await today(visit))
        return draw_again(visit, PAGE, form, no, **await _shown(visit, project, period))
    return go(f"/projects/{project}/reports/submitted/{told['report_id']}")


async def _shown(visit: Visit, project: str, period: Period) -> dict[str, Any]:
    filed = await submitted(visit, project)
    return {
        "project": await project_of(visit, project),
        "period": period,
        "report": await composed(visit, project, period._replace(known=None)),
        "same": [one for one in filed.items if (one.since, one.until) == period[:2]],
        "corrects": _corrects(filed, period),
    }


def _corrects(filed: Submitted, period: Period) -> str:
    """The number of the last report of this period, which a further one corrects."""
    same = [one.number for one in filed.items if (one.since, one.until) == period[:2]]
    return str(same[-1]) if same else ""
