"""The books: everything a scenario has told so far, written down as a clerk would, under the scenario's own names."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from deploy.scenarios.calculator.purse import Purse

WAITING, OFFERED, HAS_PLACE, GAVE_BACK, LEFT = "waiting", "offered", "has place", "gave the place back", "left the list"


@dataclass(frozen=True)
class Job:
    """A job that was shown, with the last day of it (None: without end); `value` in PLN."""

    form: str
    contracted_on: date
    since: date
    until: date | None
    part: Fraction | None
    value: Decimal | None
    startup_grant: bool


@dataclass
class Afterwards:
    """What became of somebody who left: the last word on each counts. `effect`: criteria and the day they were measured."""

    job: Job | None = None
    effect: tuple[int, date] | None = None
    situations: list[str] = field(default_factory=list)
    excluded: dict[str, date] = field(default_factory=dict)


@dataclass
class Application:
    """One application. `supports` are the days of support by session; `entry` is the order in which it was typed in.

    `place_from` and `place_until` are the days on which a place was got and given back; `history` is what happened
    until then, by the name of the event. `vocational` are the sessions of vocational support; `owed` the criteria whose
    evidence is missing, with the last day.
    """

    name: str
    group: str
    person: str
    applied_at: str
    entry: int
    priority_groups: list[str]
    premises: list[str]
    degree: str
    kinds: list[str]
    labour: str
    standing: str = "submitted"
    answer_by: date | None = None
    owed: dict[str, date] = field(default_factory=dict)
    contract: date | None = None
    ended: date | None = None
    place_from: date | None = None
    place_until: date | None = None
    supports: dict[str, date] = field(default_factory=dict)
    vocational: set[str] = field(default_factory=set)
    history: list[tuple[str, date]] = field(default_factory=list)
    end_reason: str = ""
    along_path: bool = False
    after: Afterwards = field(default_factory=Afterwards)

    @property
    def rank(self) -> tuple[bool, str, int]:
        """Priority first, then the time of the application, then the order of entry (decisions D1 and D2)."""
        return (not self.priority_groups, self.applied_at, self.entry)

    @property
    def started(self) -> date | None:
        """The day of the first support under a contract."""
        if self.contract is None:
            return None
        return min((on for on in self.supports.values() if on >= self.contract), default=None)

    def has_place_on(self, day: date) -> bool:
        return self.place_from is not None and self.place_from <= day and (self.place_until is None or day < self.place_until)

    def takes_part_on(self, day: date) -> bool:
        """Started and not ended; the last day counts (decision D17)."""
        return self.started is not None and self.started <= day and (self.ended is None or day <= self.ended)


@dataclass
class Group:
    """A target group: its limit, and the places that nobody gets any more because they became free too late."""

    limit: int
    lapsed: int = 0


@dataclass
class Activity:
    """A planned activity; `hours` of its sessions stand with them."""

    title: str
    service_class: str


@dataclass
class Meeting:
    """A session of an activity, and who came along."""

    activity: str
    on: date
    hours: Decimal
    adults: int = 0
    children: int = 0


@dataclass
class Books:
    """All that is known.

    The titles of premises and priority groups are those of the definition, in its order. `attended` holds the hours
    of who was there, by session and participant; `certificates` are participant, kind and day; `submitted` are the
    answers that were frozen in reports.
    """

    today: date = date.min
    answer_days: int = 0
    completion_days: int = 0
    replacement_until: date = date.max
    multiple_exclusion: int = 2
    premise_titles: dict[str, str] = field(default_factory=dict)
    priority_titles: dict[str, str] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    applications: dict[str, Application] = field(default_factory=dict)
    activities: dict[str, Activity] = field(default_factory=dict)
    meetings: dict[str, Meeting] = field(default_factory=dict)
    attended: dict[tuple[str, str], Decimal] = field(default_factory=dict)
    certificates: list[tuple[str, str, date]] = field(default_factory=list)
    purse: Purse = field(default_factory=Purse)
    submitted: dict[str, dict[str, Any]] = field(default_factory=dict)

    def of_group(self, group: str, *standings: str) -> list[Application]:
        """The applications of a group that stand like this."""
        return [one for one in self.applications.values() if one.group == group and one.standing in standings]

    def waiting(self, group: str) -> list[Application]:
        """The reserve list in its order."""
        return sorted(self.of_group(group, WAITING), key=lambda one: one.rank)

    def listed(self, group: str) -> list[Application]:
        """Who is shown on the list: open offers by their last day, then who waits."""
        offered = self.of_group(group, OFFERED)
        return sorted(offered, key=lambda one: (one.answer_by, one.applied_at, one.entry)) + self.waiting(group)

    def sex(self, application: Application) -> str:
        return self.people[application.person]

    def certified_kinds(self, participant: str) -> list[str]:
        """What somebody has a document of."""
        return sorted({kind for who, kind, _ in self.certificates if who == participant})
