"""What pages about a project need of it: the project, its groups' places and their limits."""

import asyncio
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from services.gateway.pages.asking import Read, ask
from services.gateway.pages.visit import Visit


class Coded(Read):
    """Something with a code and a title."""

    code: str
    title: str


class OpenedGroup(Read):
    target_group: str
    title: str


class Programme(Read):
    axis: str
    action: str
    fund: str


class Source(Coded):
    amount: Decimal


class Rules(Read):
    """How people are recruited."""

    order: str
    priority_first: bool
    offer_answer_days: int
    after_refusal: str
    replacement_until: date | None
    premises: list[Coded]
    multiple_exclusion_at_least: int
    priority_groups: list[Coded]
    min_age: int | None
    exclusive: str


class Effectiveness(Read):
    version: str
    name: str


class Project(Read):
    """A project as it was opened."""

    project: str
    title: str
    beneficiary: str
    starts_on: date
    ends_on: date
    programme: Programme
    total: Decimal
    grant: Decimal
    sources: list[Source]
    partners: list[Coded]
    recruitment: Rules
    target_groups: list[OpenedGroup]
    effectiveness: Effectiveness | None
    completion_days: int


class Group(Read):
    """A group's places."""

    target_group: str
    title: str
    limit: int
    taken: int
    offered: int
    free: int
    waiting: int
    lapsed: int
    version: int


class LimitChange(Read):
    target_group: str
    title: str
    previous: int | None
    limit: int
    on: date
    recorded_at: datetime
    actor: UUID
    reason: str | None


class LimitHistory(Read):
    items: list[LimitChange]


class Figures(Read):
    planned: Decimal
    committed: Decimal
    incurred: Decimal
    paid: Decimal
    left: Decimal


class Execution(Read):
    version: int
    totals: Figures


async def group_of(visit: Visit, project: str, group: str) -> Group:
    """One group's places. Raises `NotFound` (`unknown_target_group`)."""
    return await ask(visit, "target_group", Group, project=project, target_group=group)


async def groups_of(visit: Visit, project: Project) -> list[Group]:
    """The places of all groups, in the order of the project."""
    return list(await asyncio.gather(*(group_of(visit, project.project, one.target_group) for one in project.target_groups)))
