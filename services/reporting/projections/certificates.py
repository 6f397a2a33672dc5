"""Certificates: who got a qualification or a competence in a period, each person once for a kind, as known at a moment."""

from datetime import date, datetime

from services.reporting.projections.headcount import KNOWN, PEOPLE
from services.reporting.reads import CertificateKind
from services.reporting.report import Certified
from shared.store.database import Connection

CERTIFIED = f"""{KNOWN}
SELECT c.kind, {PEOPLE} FROM certificate_fact c JOIN who USING (participant)
WHERE c.project = $1 AND c.day BETWEEN $4 AND $2 AND c.recorded_at <= $3 GROUP BY c.kind
"""


async def certified_in(db: Connection, project: str, since: date, until: date, known_at: datetime) -> list[Certified]:
    """Persons by kind of document and sex; a kind that nobody got is there with zeros."""
    rows = {row["kind"]: row for row in await db.driver.fetch(CERTIFIED, project, until, known_at, since)}
    nobody = {"persons": 0, "women": 0, "men": 0}
    return [Certified.model_validate(nobody | {"kind": kind} | dict(rows.get(kind, {}))) for kind in CertificateKind]
