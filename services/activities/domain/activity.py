"""An activity: what is offered and who has a place; nobody is enrolled beyond the capacity, and nobody twice."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, ClassVar, TypeAlias
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from shared.events.decider import Decider
from shared.events.event import Event, Private, PublicText, Sealed
from shared.kernel.command import Command
from shared.kernel.errors import Invalid, Refused
from shared.kernel.ids import Code


class ActivityForm(StrEnum):
    """How support is given; a form says nothing of its class."""

    WORKSHOP = "workshop"
    TRIP = "trip"
    CINEMA = "cinema"
    COURSE = "course"
    COUNSELLING = "counselling"
    EVENT = "event"
    OTHER = "other"


class ServiceClass(StrEnum):
    """The four classes of active-integration services (usługi o charakterze społecznym, zawodowym, edukacyjnym, zdrowotnym)."""

    SOCIAL = "social"
    VOCATIONAL = "vocational"
    EDUCATIONAL = "educational"
    HEALTH = "health"


class Standing(StrEnum):
    """What a candidate for a place is to the project, as recruitment tells it."""

    RECRUITED = "recruited"
    ENDED = "ended"
    NOT_RECRUITED = "not_recruited"


class ActivityPlanned(Event, title="Zajęcia zaplanowane"):
    """Support is offered in a project. `capacity` None: everybody has a place. `families`: near ones may come along.

    `leader`: the account of who leads it.
    """

    project: Code
    activity: UUID
    title: PublicText
    form: ActivityForm
    service_class: ServiceClass
    capacity: int | None
    families: bool
    place: PublicText | None
    leader: Private[UUID | None] = None

    example: ClassVar[Mapping[str, Any]] = {
        "project": "gora-pomocy-3",
        "activity": "3f0c1b7e-8a53-4e53-9a80-2f0d5a7a6c11",
        "title": "Budki dla ptaków",
        "form": "workshop",
        "service_class": "social",
        "capacity": 20,
        "families": True,
        "place": "Leśniczówka Kisielin, Stary Kisielin",
        "leader": "5b0f3a0c-7d0e-4c69-9a55-0d2b6c1f7a21",
    }


class ParticipantEnrolled(Event, title="Uczestnik zapisany na zajęcia"):
    """A participant has a place in an activity."""

    project: Code
    activity: UUID
    participant: UUID

    example: ClassVar[Mapping[str, Any]] = {
        "project": "gora-pomocy-3",
        "activity": "3f0c1b7e-8a53-4e53-9a80-2f0d5a7a6c11",
        "participant": "b2a4ad0e-4a39-4f5c-8b3e-0d3a1c0b7e55",
    }


class ParticipantPlacedOnWaitingList(Event, title="Uczestnik wpisany na listę oczekujących"):
    """No place was free: the participant waits, in the order of entry."""

    project: Code
    activity: UUID
    participant: UUID

    example: ClassVar[Mapping[str, Any]] = ParticipantEnrolled.example


class EnrolmentCancelled(Event, title="Zapis na zajęcia odwołany"):
    """A participant gave up a place, or left the waiting list; attendance recorded before stays."""

    project: Code
    activity: UUID
    participant: UUID
    reason: Sealed

    example: ClassVar[Mapping[str, Any]] = {**ParticipantEnrolled.example, "reason": "v1.i1.token"}


class Activity(BaseModel):
    """What decisions need: the plan, who has a place and who waits (first comes first)."""

    model_config = ConfigDict(frozen=True)

    plan: ActivityPlanned | None = None
    enrolled: tuple[UUID, ...] = ()
    waiting: tuple[UUID, ...] = ()

    @property
    def planned(self) -> ActivityPlanned:
        """The plan; only of an activity that exists."""
        assert self.plan is not None
        return self.plan

    @property
    def free(self) -> int | None:
        """Places nobody has; None when the activity has no capacity."""
        capacity = self.planned.capacity
        return None if capacity is None else capacity - len(self.enrolled)


class ActivityDetails(Command):
    """What is planned."""

    project: Code
    title: PublicText
    form: ActivityForm
    service_class: ServiceClass
    capacity: int | None = Field(default=None, ge=1, le=5000, description="places; null: not limited")
    families: bool = Field(default=False, description="may family members come along; they are counted apart")
    place: PublicText | None = None
    leader: UUID | None = Field(
        default=None, description="the account of who leads it; null: nobody yet, or nobody with an account"
    )


class Plan(Command):
    """Plan an activity under a new id."""

    activity: UUID
    details: ActivityDetails


class Enrol(Command):
    """Give places to people in this order; `standings` is what recruitment has told of each."""

    participants: tuple[UUID, ...]
    standings: Mapping[UUID, Standing]


class CancelEnrolment(Command):
    """Take a place, or a place in the waiting list, away; `standings` of those who wait decide who is next."""

    participant: UUID
    reason: Sealed
    standings: Mapping[UUID, Standing]


ActivityCommand: TypeAlias = Plan | Enrol | CancelEnrolment


def evolve(activity: Activity, event: Event) -> Activity:
    """The activity after a fact."""
    match event:
        case ActivityPlanned():
            return Activity(plan=event)
        case ParticipantEnrolled(participant=who):
            return activity.model_copy(
                update={"enrolled": (*activity.enrolled, who), "waiting": _without(activity.waiting, who)}
            )
        case ParticipantPlacedOnWaitingList(participant=who):
            return activity.model_copy(update={"waiting": (*activity.waiting, who)})
        case EnrolmentCancelled(participant=who):
            return activity.model_copy(
                update={"enrolled": _without(activity.enrolled, who), "waiting": _without(activity.waiting, who)}
            )
    return activity


def decide(activity: Activity, command: ActivityCommand) -> list[Event]:
    """What follows from a command. Raises `Refused` or `Invalid`; then nothing of it happens."""
    match command:
        case Plan(activity=new, details=details):
            return [_planned(new, details)]
        case Enrol():
            return _enrol(activity, command)
        case CancelEnrolment():
            return _cancel(activity, command)


ACTIVITY = Decider("activity", Activity(), evolve)


def _without(people: tuple[UUID, ...], leaver: UUID) -> tuple[UUID, ...]:
    return tuple(who for who in people if who != leaver)


def _planned(activity: UUID, details: ActivityDetails) -> ActivityPlanned:
    return ActivityPlanned(
        project=details.project,
        activity=activity,
        title=details.title,
        form=details.form,
        service_class=details.service_class,
        capacity=details.capacity,
        families=details.families,
        place=details.place,
        leader=details.leader,
    )


def _enrol(activity: Activity, command: Enrol) -> list[Event]:
    if len(set(command.participants)) < len(command.participants):
        raise Invalid("participant_twice", field="participants", rule="each participant is named once")
    for who in command.participants:
        _admit(activity, who, command.standings.get(who, Standing.NOT_RECRUITED))
    free = activity.free
    places = len(command.participants) if free is None else max(free, 0)
    return [
        *(_enrolled(activity, who) for who in command.participants[:places]),
        *(_waits(activity, who) for who in command.participants[places:]),
    ]


def _admit(activity: Activity, who: UUID, standing: Standing) -> None:
    """Support is for recruited participants only: in the projects' regulations qualification precedes every form of it."""
    if standing is Standing.NOT_RECRUITED:
        raise Refused(
            "participant_not_recruited",
            field="participants",
            rule="only people recruited to the activity's project can be enrolled",
            participant=str(who),
        )
    if standing is Standing.ENDED:
        raise Refused(
            "participation_ended",
            field="participants",
            rule="participation in the project has ended",
            participant=str(who),
        )
    if who in activity.enrolled or who in activity.waiting:
        raise Refused(
            "already_enrolled",
            field="participants",
            rule="a participant is enrolled or waits once in an activity",
            participant=str(who),
        )


def _cancel(activity: Activity, command: CancelEnrolment) -> list[Event]:
    who = command.participant
    if who not in activity.enrolled and who not in activity.waiting:
        raise Refused(
            "not_enrolled", field="participant", rule="the participant has no place in this activity and does not wait"
        )
    cancelled = EnrolmentCancelled(
        project=activity.planned.project, activity=activity.planned.activity, participant=who, reason=command.reason
    )
    if who in activity.waiting:
        return [cancelled]
    return [cancelled, *(_enrolled(activity, following) for following in _next_in_line(activity, command.standings))]


def _next_in_line(activity: Activity, standings: Mapping[UUID, Standing]) -> tuple[UUID, ...]:
    """The first of those who wait and may still be enrolled; nobody, or one."""
    return tuple(who for who in activity.waiting if standings.get(who) is Standing.RECRUITED)[:1]


def _enrolled(activity: Activity, who: UUID) -> ParticipantEnrolled:
    return ParticipantEnrolled(project=activity.planned.project, activity=activity.planned.activity, participant=who)


def _waits(activity: Activity, who: UUID) -> ParticipantPlacedOnWaitingList:
    return ParticipantPlacedOnWaitingList(project=activity.planned.project, activity=activity.planned.activity, participant=who)
