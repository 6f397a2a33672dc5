"""Facts of certificates: who got a qualification or a competence, and when."""

from uuid import UUID

from sqlalchemy import Column, Table, Text, Uuid

from services.reporting.projections import TABLES, FactRow, fact_columns, key_of
from services.reporting.reads import CertificateIssued, CertificateKind
from shared.events.envelope import Meta
from shared.events.event import Event
from shared.projection.projection import Projection

TABLE = Table(
    "certificate_fact",
    TABLES,
    *fact_columns(),
    Column("participant", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
)


class CertificateFact(FactRow):
    """One document of one participant."""

    participant: UUID
    kind: CertificateKind


def evolve(_: CertificateFact | None, event: Event, meta: Meta) -> CertificateFact | None:
    if not isinstance(event, CertificateIssued):
        return None
    return CertificateFact(
        stream=meta.stream,
        sequence=meta.sequence,
        project=event.project,
        day=event.issued_on,
        recorded_at=meta.recorded_at,
        participant=event.participant,
        kind=event.kind,
    )


CERTIFICATE_FACT = Projection(TABLE, CertificateFact, key_of(CertificateIssued), evolve, only_appends=True)
