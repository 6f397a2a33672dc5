"""What the pages of activities need of the services' answers."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from services.gateway.pages.asking import Read


class Summary(Read):
    """An activity in a list."""

    activity: UUID
    project: str
    title: str
    form: str
    service_class: str
    capacity: int | None
    families: bool
    place: str | None
    leader: UUID | None
    enrolled: int
    waiting: int
    sessions: int
    hours: Decimal
    first_on: date | None
    last_on: date | None
    next_on: date | None
    unrecorded: int


class Listed(Read):
    """The activities of a project."""

    items: list[Summary]
    today: date


class Meeting(Read):
    """A session of an activity."""

    session: UUID
    on: date
    hours: Decimal
    assumption: str | None
    cancelled: bool
    adults: int
    children: int
    recorded: int
    present: int


class Placed(Read):
    """Somebody who has a place, or waits for one."""

    participant: UUID
    since: date


class Whole(Summary):
    """An activity with everything that belongs to it."""

    participants: list[Placed]
    waiting_list: list[Placed]
    schedule: list[Meeting]
    today: date


class Families(Read):
    """Family members who came along."""

    adults: int
    children: int

    @property
    def counted(self) -> bool:
        """They were recorded: nobody records that nobody came."""
        return self.adults + self.children > 0


class Line(Read):
    """A person on an attendance list; `status` None: not recorded yet."""

    participant: UUID
    status: str | None
    hours: Decimal | None
    recorded_by: UUID | None
    gone: bool
    present: int
    planned: int
    percent: Decimal | None


class Roster(Read):
    """An attendance list."""

    session: UUID
    activity: UUID
    project: str
    title: str
    place: str | None
    leader: UUID | None
    on: date
    hours: Decimal
    cancelled: bool
    today: date
    late: bool
    families_foreseen: bool
    families: Families
    items: list[Line]

    @property
    def recorded(self) -> list[Line]:
        return [line for line in self.items if line.status is not None]

    @property
    def missing(self) -> list[Line]:
        """Lines that can still be recorded."""
        return [line for line in self.items if line.status is None and not line.gone]

    @property
    def gone(self) -> list[Line]:
        return [line for line in self.items if line.status is None and line.gone]


class Programme(Read):
    """The programme that pays."""

    axis: str
    action: str
    fund: str


class Project(Read):
    """The project of an activity; both days belong to its period."""

    project: str
    title: str
    beneficiary: str
    starts_on: date
    ends_on: date
    programme: Programme

    def covers(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on


class Certificate(Read):
    """A certificate that was issued."""

    activity: UUID
    participant: UUID
    kind: str
    issued_on: date
    number: str | None
    issuer: str | None


class Certificates(Read):
    """Those of a project."""

    items: list[Certificate]
