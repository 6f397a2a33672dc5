"""Certificates as they were issued; a row is never changed."""

from datetime import date
from uuid import UUID

from sqlalchemy import Column, Date, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from services.activities.domain.certificate import CertificateIssued, CertificateKind, Stages
from services.activities.projections import TABLES
from shared.events.envelope import Meta
from shared.events.event import Event
from shared.kernel.command import View
from shared.projection.projection import Key, Projection
from shared.store.database import Connection

TABLE = Table(
    "issued_certificate",
    TABLES,
    Column("activity", Uuid, primary_key=True),
    Column("participant", Uuid, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("project", Text, nullable=False, index=True),
    Column("issued_on", Date, nullable=False),
    Column("number", Text),
    Column("issuer", Text),
    Column("stages", JSONB),
)


class IssuedCertificate(View):
    """A certificate of a participant. `issuer`: of a qualification. `stages`: of a competence."""

    activity: UUID
    participant: UUID
    kind: CertificateKind
    project: str
    issued_on: date
    number: str | None
    issuer: str | None
    stages: Stages | None


class ListedCertificate(IssuedCertificate):
    """A certificate with the title of its activity."""

    title: str


def key(event: Event, _: Meta) -> Key | None:
    return (event.activity, event.participant, event.kind) if isinstance(event, CertificateIssued) else None


def evolve(row: IssuedCertificate | None, event: Event, _: Meta) -> IssuedCertificate | None:
    match event:
        case CertificateIssued():
            return IssuedCertificate.model_validate(event.model_dump())
    return row


ISSUED_CERTIFICATE = Projection(TABLE, IssuedCertificate, key, evolve, of_one_stream=True)

LISTED = """
SELECT i.*, c.title FROM issued_certificate i JOIN activity_card c USING (activity)
WHERE i.project = $1 ORDER BY i.issued_on, c.title, i.participant, i.kind
"""


async def certificates(db: Connection, project: str) -> list[ListedCertificate]:
    """All certificates of a project by the day they were issued."""
    return [ListedCertificate.model_validate(dict(row)) for row in await db.driver.fetch(LISTED, project)]
