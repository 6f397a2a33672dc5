"""What reporting writes: the reports that were handed in. It publishes nothing."""

from services.reporting.domain.report import ReportSubmitted
from shared.events.registry import Registry

EVENTS = Registry("reporting", [ReportSubmitted])
