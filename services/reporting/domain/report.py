"""Submitted reports of a project: numbered, frozen word by word with what they were made of; a further one corrects."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import Field, StringConstraints

from shared.events.decider import Decider
from shared.events.event import Event, Part, Private
from shared.kernel.command import Command
from shared.kernel.errors import Invalid, NotFound, Refused
from shared.kernel.ids import Code

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256 of a document's bytes (UTF-8), hex."""
Document = Private[str]


class ReportKind(StrEnum):
    """A report of a period, or the one that closes the project; each day stands in one of a kind."""

    PERIODIC = "periodic"
    CLOSING = "closing"


class Made(Part):
    """What a report was made of: how many facts of each kind were known, and the rules and budget in force."""

    facts: Mapping[Code, int]
    budget_version: int | None
    effectiveness_rule: Code | None


class Copy(Part):
    """One report in its three forms; `masked`: groups under five are hidden."""

    masked: bool
    json_text: Document
    text: Document
    csv: Document
    digest: Digest
    """Of `json_text`."""


class ReportSubmitted(Event, title="Złożono sprawozdanie", published=False):
    """A periodic report was handed in as it stands in `copies`; `corrects` is the number of an earlier one."""

    project: Code
    report: UUID
    number: int
    kind: ReportKind
    since: date
    until: date
    known_at: datetime
    corrects: int | None
    made_of: Made
    copies: Private[tuple[Copy, ...]]

    example: ClassVar[Mapping[str, Any]] = {
        "project": "gora-pomocy-3",
        "report": "0d9f3f0e-2f61-4c59-8a8c-7a3a0f6d2b10",
        "number": 1,
        "kind": "periodic",
        "since": "2023-01-01",
        "until": "2023-03-31",
        "known_at": "2023-04-10T08:00:00Z",
        "corrects": None,
        "made_of": {"facts": {"participation_fact": 812}, "budget_version": 2, "effectiveness_rule": "2018"},
        "copies": [{"masked": False, "json_text": "{}", "text": "Sprawozdanie", "csv": "część;miara", "digest": "44" * 32}],
    }


class SubmitReport(Command):
    """Hand a report in. `corrects`: the number of the report of the same kind and period that this one corrects."""

    project: Code
    kind: ReportKind = ReportKind.PERIODIC
    since: date
    until: date
    corrects: int | None = Field(default=None, ge=1, lt=2**31)


class Filing(Command):
    """What is to be filed: the command with the report as it was composed."""

    asked: SubmitReport
    report: UUID
    known_at: datetime
    today: date
    made_of: Made
    copies: tuple[Copy, ...]


class Filed(Part):
    """A report that was handed in."""

    kind: ReportKind
    since: date
    until: date


class Reports(Part):
    """The periods reported so far; a report's number is its place here, from 1."""

    filed: tuple[Filed, ...] = ()


def evolve(reports: Reports, event: Event) -> Reports:
    match event:
        case ReportSubmitted():
            return Reports(filed=(*reports.filed, Filed(kind=event.kind, since=event.since, until=event.until)))
    return reports


REPORTS = Decider("reports", Reports(), evolve, keep_every=1)
"""Stream `reports:<project>`; the state is kept at every event, so that no document is read again for a decision."""


def decide(reports: Reports, filing: Filing) -> list[Event]:
    """File a report.

    Raises `Invalid` (`period_reversed`, `date_in_future`), `NotFound` (`unknown_report`) and `Refused`
    (`already_reported` when a day of the period was reported before, `corrects_another_report`).
    """
    asked = filing.asked
    check_period(asked.since, asked.until, filing.today)
    if asked.corrects is None:
        _check_new(reports, asked)
    else:
        _check_correction(reports, asked, asked.corrects)
    return [
        ReportSubmitted(
            project=asked.project,
            report=filing.report,
            number=len(reports.filed) + 1,
            kind=asked.kind,
            since=asked.since,
            until=asked.until,
            known_at=filing.known_at,
            corrects=asked.corrects,
            made_of=filing.made_of,
            copies=filing.copies,
        )
    ]


def check_period(since: date, until: date, today: date) -> None:
    """A period that is over, or ends today. Raises `Invalid`."""
    if until < since:
        raise Invalid("period_reversed", field="until", rule="a period ends on its first day or later")
    if until > today:
        raise Invalid("date_in_future", field="until", rule="a report tells of days that have come", today=today.isoformat())


def _check_new(reports: Reports, asked: SubmitReport) -> None:
    for number, filed in enumerate(reports.filed, 1):
        if filed.kind is asked.kind and filed.since <= asked.until and asked.since <= filed.until:
            rule = "a day is reported once; a report of the same period may correct the earlier one"
            raise Refused("already_reported", field="since", rule=rule, number=number)


def _check_correction(reports: Reports, asked: SubmitReport, number: int) -> None:
    if number > len(reports.filed):
        raise NotFound("unknown_report", field="corrects", rule="there is no report of this number")
    if reports.filed[number - 1] != Filed(kind=asked.kind, since=asked.since, until=asked.until):
        raise Refused("corrects_another_report", field="corrects", rule="a correction is of the same kind and period")
