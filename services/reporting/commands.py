"""Use cases of reporting: a report is composed first, from several services, then filed in one transaction."""

import hashlib
from collections.abc import Mapping
from uuid import UUID

from services.reporting.composing import compose
from services.reporting.domain.report import REPORTS, Copy, Filing, Made, SubmitReport, check_period, decide
from services.reporting.masking import masked
from services.reporting.printing import as_csv, as_text
from services.reporting.report import PeriodicReport
from shared.http.operations import AtDesk, IdempotencyKey, Looking
from shared.http.scope import check_scope
from shared.kernel.ids import new_id
from shared.store.answer import Answer
from shared.store.transaction import Request, Transaction


class ReportAnswer(Answer):
    """The report that was filed; `number` counts the reports of the project."""

    report_id: UUID
    number: int


async def submit_report(command: SubmitReport, look: Looking, desk: AtDesk, idempotency_key: IdempotencyKey) -> ReportAnswer:
    """Compose the report of a period as it is known now and freeze it, in all forms, for ever.

    Refused: `unknown_project`, `period_reversed`, `date_in_future`, `already_reported`, `corrects_another_report`.
    """
    check_scope(look.who, command.project)
    today = await look.today()
    check_period(command.since, command.until, today)
    composed = await compose(look, command.project, command.since, command.until, known_at=None)
    report = composed.report.model_copy(update={"kind": command.kind})
    filing = Filing(
        asked=command,
        report=new_id(),
        known_at=report.known_at,
        today=today,
        made_of=_made_of(report, composed.facts),
        copies=(_copy(report), _copy(masked(report))),
    )

    async def submit_report(asked: SubmitReport, tx: Transaction) -> ReportAnswer:
        """Named like the operation: the key belongs to what was asked, not to what was composed."""
        reports = await tx.load(REPORTS, asked.project)
        tx.append(reports, decide(reports.state, filing))
        return ReportAnswer(report_id=filing.report, number=len(reports.state.filed))

    await look.rest()
    asked = Request(command, look.who, idempotency_key, correlation=new_id())
    return await desk.commands.execute(submit_report, asked, ReportAnswer)


def _copy(report: PeriodicReport) -> Copy:
    document = report.document()
    return Copy(
        masked=report.masked,
        json_text=document,
        text=as_text(report),
        csv=as_csv(report),
        digest=hashlib.sha256(document.encode()).hexdigest(),
    )


def _made_of(report: PeriodicReport, facts: Mapping[str, int]) -> Made:
    return Made(
        facts=facts,
        budget_version=report.budget.version if report.budget else None,
        effectiveness_rule=report.effectiveness[0].rule.version if report.effectiveness else None,
    )
