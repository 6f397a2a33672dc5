"""What the pages of personal data need of recruitment's answers."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from services.gateway.pages.asking import Read, ask
from services.gateway.pages.visit import Visit


class Basis(Read):
    """A legal basis, where it stands and how sure we are; the texts are Polish."""

    basis: str
    title: str
    source: str
    confidence: str


class Choosable(Basis):
    whom: str
    counted_from: str | None


class Bases(Read):
    items: list[Choosable]


class Days(Read):
    """The days that periods are counted from."""

    agreement_ended_on: date
    last_payment_on: date | None
    accounts_submitted_on: date | None
    aid_granted_on: date | None


class Kept(Read):
    """People of the registry, and until when their data is kept."""

    whom: str
    basis: Basis | None
    until: date | None
    people: int
    due: int


class Extension(Read):
    whom: str
    until: date
    basis: str
    on: date


class Suspension(Read):
    reason: str
    since: date


class Shorter(Read):
    """A shorter period that waits for a second person."""

    proposal: UUID
    basis: Basis
    candidates_basis: Basis
    days: Days
    until: date
    candidates_until: date
    reason: str
    proposed_by: UUID


class Retention(Read):
    project: str
    days: Days | None
    kept: list[Kept]
    extensions: list[Extension]
    suspended: list[Suspension]
    proposed: Shorter | None
    ended_on: date | None

    def basis_of(self, whom: str) -> Basis | None:
        """The basis in force for these people."""
        return next((one.basis for one in self.kept if one.whom == whom), None)


class Batch(Read):
    """An erasure; accounts: who proposed and who approved it."""

    batch: UUID
    kind: str
    request: UUID | None
    state: str
    people: int
    erased: int
    kept: int
    proposed_by: UUID
    proposed_on: date
    approved_by: UUID | None
    approved_on: date | None
    halted: str | None

    @property
    def hands(self) -> Sequence[UUID]:
        return [one for one in (self.proposed_by, self.approved_by) if one is not None]


class Batches(Read):
    items: list[Batch]


class Erased(Read):
    """Somebody who was erased; what each service says of it: confirmed, waiting or unknown."""

    person: UUID
    erased_at: datetime
    services: dict[str, str]


class Erasures(Read):
    """A page of erased people; keys of the project that each service still keeps, None: it does not answer."""

    items: list[Erased]
    keys_left: dict[str, int | None]
    next: UUID | None


async def retention_of(visit: Visit, project: str) -> Retention:
    return await ask(visit, "retention", Retention, project=project)


async def batches_of(visit: Visit, project: str) -> list[Batch]:
    """The erasures of a project, the latest first."""
    return (await ask(visit, "erasure_batches", Batches, project=project)).items
