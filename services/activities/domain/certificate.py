"""A certificate: issued once for an activity, a participant and a kind, to somebody who was there.

Decided here: only a course or a workshop ends with one; it may bear any day from the first session attended to today, because
an exam may come before the last meeting, and its paper after the end of participation.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, StringConstraints

from services.activities.domain.activity import ActivityForm, ActivityPlanned
from shared.events.decider import Decider
from shared.events.event import Event, Part, Private, PublicText
from shared.kernel.command import Command
from shared.kernel.errors import Invalid, Refused
from shared.kernel.ids import Code

FORMS = frozenset({ActivityForm.COURSE, ActivityForm.WORKSHOP})
"""What may end with a certificate; a trip, a talk or an event teaches nothing that is examined."""
CertificateNumber = Annotated[str, StringConstraints(min_length=1, max_length=60, strip_whitespace=True)]


class CertificateKind(StrEnum):
    """Kwalifikacje: a formal result of an authorised body. Kompetencje: proven in four stages (domain.md 2.4)."""

    QUALIFICATION = "qualification"
    COMPETENCE = "competence"


class Stages(Part):
    """The days of the four stages of a competence: I zakres, II wzorzec, III ocena, IV porównanie."""

    scope: date
    standard: date
    assessment: date
    comparison: date


class CertificateIssued(Event, title="Wydano certyfikat", effective="issued_on"):
    """A participant gained a qualification or a competence; number, issuer and stages stay here."""

    project: Code
    activity: UUID
    participant: UUID
    kind: CertificateKind
    issued_on: date
    number: Private[CertificateNumber | None]
    issuer: Private[PublicText | None]
    stages: Private[Stages | None]

    example: ClassVar[Mapping[str, Any]] = {
        "project": "gora-pomocy-3",
        "activity": "3f0c1b7e-8a53-4e53-9a80-2f0d5a7a6c11",
        "participant": "b2a4ad0e-4a39-4f5c-8b3e-0d3a1c0b7e55",
        "kind": "qualification",
        "issued_on": "2023-06-20",
        "number": "17/2023",
        "issuer": "Zakład Doskonalenia Zawodowego",
        "stages": None,
    }


class Certificate(BaseModel):
    """What decisions need: whether it was issued."""

    model_config = ConfigDict(frozen=True)

    issued: bool = False


class Issue(Command):
    """Issue it. `attended`: the days on which the participant was present at a session of the activity."""

    activity: ActivityPlanned
    participant: UUID
    kind: CertificateKind
    issued_on: date
    number: CertificateNumber | None = None
    issuer: PublicText | None = None
    stages: Stages | None = None
    attended: tuple[date, ...]
    today: date


def evolve(certificate: Certificate, event: Event) -> Certificate:
    match event:
        case CertificateIssued():
            return Certificate(issued=True)
    return certificate


def decide(certificate: Certificate, command: Issue) -> list[Event]:
    """Issue it once. Raises `Refused` or `Invalid`; then nothing is issued."""
    _check_proof(command)
    _check_form(command)
    _check_days(command)
    if certificate.issued:
        rule = "one certificate of a kind for a participant of an activity"
        raise Refused("certificate_already_issued", field="participant", rule=rule, participant=str(command.participant))
    return [_issued(command)]


CERTIFICATE = Decider("certificate", Certificate(), evolve)
"""Stream `certificate:<activity>/<participant>/<kind>`; its name comes after `activity:`, so that is locked first."""


def _check_proof(command: Issue) -> None:
    """A qualification names who issued it, a competence the days of its four stages, in their order."""
    match command.kind:
        case CertificateKind.QUALIFICATION:
            if command.issuer is None:
                raise Invalid("issuer_missing", field="issuer", rule="a qualification names the body that issued it")
            if command.stages is not None:
                raise Invalid("stages_not_foreseen", field="stages", rule="only a competence is proven in stages")
        case CertificateKind.COMPETENCE:
            if command.stages is None:
                raise Invalid("stages_missing", field="stages", rule="a competence is proven in four stages")
            _check_stages(command.stages, command.issued_on)


def _check_stages(stages: Stages, issued_on: date) -> None:
    days = [*stages, ("issued_on", issued_on)]
    for (_, earlier), (name, later) in pairwise(days):
        if later < earlier:
            field = name if name == "issued_on" else f"stages.{name}"
            rule = "scope, standard, assessment, comparison and the certificate follow each other"
            raise Invalid("stages_out_of_order", field=field, rule=rule)


def _check_form(command: Issue) -> None:
    if command.activity.form not in FORMS:
        rule = "only a course or a workshop ends with a certificate"
        raise Refused("form_without_certificate", field="activity", rule=rule, form=command.activity.form.value)


def _check_days(command: Issue) -> None:
    if command.issued_on > command.today:
        raise Invalid("date_in_future", field="issued_on", rule="a certificate is recorded on its day or later")
    if not command.attended:
        rule = "a certificate is for somebody who was present at a session of the activity"
        raise Refused("no_attendance", field="participant", rule=rule, participant=str(command.participant))
    first = min(command.attended)
    if command.issued_on < first:
        rule = "nobody has a certificate of an activity before the first session attended"
        raise Refused("issued_before_attendance", field="issued_on", rule=rule, first_attended_on=first.isoformat())


def _issued(command: Issue) -> CertificateIssued:
    return CertificateIssued(
        project=command.activity.project,
        activity=command.activity.activity,
        participant=command.participant,
        kind=command.kind,
        issued_on=command.issued_on,
        number=command.number,
        issuer=command.issuer,
        stages=command.stages,
    )
