"""What staff ask reporting: figures of a day or a period, and whole reports."""

from services.reporting.queries.figures import headcount, monthly_report, supports
from services.reporting.queries.reports import (
    periodic_report,
    periodic_report_csv,
    periodic_report_text,
    submitted_report,
    submitted_report_csv,
    submitted_report_text,
    submitted_reports,
)

__all__ = [
    "headcount",
    "monthly_report",
    "periodic_report",
    "periodic_report_csv",
    "periodic_report_text",
    "submitted_report",
    "submitted_report_csv",
    "submitted_report_text",
    "submitted_reports",
    "supports",
]
