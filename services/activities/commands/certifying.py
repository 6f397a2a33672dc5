"""Issuing certificates: the activity is locked before the certificate, so no attendance is corrected meanwhile."""

from datetime import date
from uuid import UUID

from pydantic import Field

from services.activities.domain import certificate as certificates
from services.activities.domain.activity import ACTIVITY
from services.activities.domain.certificate import CERTIFICATE, CertificateKind, CertificateNumber, Stages
from services.activities.projections import attendance
from shared.events.event import PublicText
from shared.http.scope import check_scope
from shared.kernel.command import Command
from shared.store.answer import Answer
from shared.store.transaction import Transaction


class IssueCertificate(Command):
    """What a participant gained in an activity, and how it is proven."""

    activity: UUID
    participant: UUID
    kind: CertificateKind
    issued_on: date
    number: CertificateNumber | None = Field(default=None, description="of the paper; never published")
    issuer: PublicText | None = Field(default=None, description="the authorised body; needed for a qualification")
    stages: Stages | None = Field(default=None, description="days of the four stages; needed for a competence")


async def issue_certificate(command: IssueCertificate, tx: Transaction) -> Answer:
    """Record a certificate of somebody who was present at a session of the activity, once of each kind.

    Refused: `unknown_activity`, `form_without_certificate`, `no_attendance`, `issued_before_attendance`, `date_in_future`,
    `certificate_already_issued`, `issuer_missing`, `stages_missing`, `stages_not_foreseen`, `stages_out_of_order`.
    """
    activity = await tx.existing(ACTIVITY, command.activity, field="activity")
    check_scope(tx.who, activity.state.planned.project)
    certificate = await tx.load(CERTIFICATE, command.activity, command.participant, command.kind)
    wish = certificates.Issue(
        **command.model_dump(exclude={"activity"}),
        activity=activity.state.planned,
        attended=await attendance.days_attended(tx.db, command.activity, command.participant),
        today=tx.today,
    )
    tx.append(certificate, certificates.decide(certificate.state, wish))
    return Answer()
