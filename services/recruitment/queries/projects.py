"""Projects, target groups and their reserve lists, as they stand."""

from datetime import date
from uuid import UUID

from pydantic import Field

from services.recruitment.domain.definition import Effectiveness, Partner, PriorityCode, Programme, RecruitmentRules, Source
from services.recruitment.domain.explain import Rule, rule_of
from services.recruitment.domain.places import PLACES
from services.recruitment.domain.project import OpenedGroup
from services.recruitment.projections.application import people_of
from services.recruitment.projections.caseload import reached_among
from services.recruitment.projections.group import GroupCard, find_group
from services.recruitment.projections.project import ProjectLine, find_project, find_projects
from services.recruitment.projections.reserve import Group, State, in_order
from services.recruitment.roles import sees_situation
from shared.http.operations import Look, Looking
from shared.kernel.clock import LocalTime
from shared.kernel.command import View
from shared.kernel.ids import Code
from shared.kernel.money import Zloty

PRIORITY = ("priority", "priority_groups", "premises_count")
"""What tells of somebody's situation in a list."""


class ProjectView(View):
    """A project as it was opened; amounts in PLN."""

    project: Code
    title: str
    beneficiary: str
    starts_on: date
    ends_on: date
    programme: Programme
    total: Zloty
    grant: Zloty
    currency: str
    sources: tuple[Source, ...]
    partners: tuple[Partner, ...]
    organisations: tuple[Code, ...]
    recruitment: RecruitmentRules
    target_groups: tuple[OpenedGroup, ...] = Field(description="with the limits of the day the project was opened")
    effectiveness: Effectiveness | None = Field(description="how it is measured; null: it is not")
    completion_days: int = Field(description="calendar days in which an applicant who is called on hands in evidence")


class Projects(View):
    """Projects to choose from."""

    items: list[ProjectLine]


class TargetGroupView(View):
    """A group's places: `limit` = `taken` + `offered` + `lapsed` + `free`."""

    project: Code
    target_group: Code
    title: str
    limit: int
    taken: int
    offered: int
    free: int
    waiting: int
    lapsed: int = Field(description="places that became free too late in the project to be offered on")
    version: int = Field(description="also the ETag: send it as If-Match with change_group_limit")


class ReservePlace(View):
    """A place of the reserve list."""

    place: int = Field(ge=1)
    application: UUID
    person: UUID
    applied_at: LocalTime
    priority: bool | None
    priority_groups: tuple[PriorityCode, ...] | None
    premises_count: int | None
    state: State
    answer_by: date | None


class ReserveList(View):
    """The list and the rule of its order. `withheld`: fields that are null here and shown to case workers alone."""

    project: Code
    target_group: Code
    items: list[ReservePlace]
    rule: Rule
    withheld: tuple[Code, ...]


async def projects(look: Looking) -> Projects:
    """The projects that the caller's account reaches, the latest to begin first."""
    return Projects(items=await find_projects(look.db, look.who))


async def project(project: Code, look: Looking) -> ProjectView:
    """A project: period, money, partners, rules of recruitment."""
    card = await find_project(look.db, look.who, project)
    named = {name: value for name, value in dict(card).items() if name in ProjectView.model_fields}
    return ProjectView(**named, grant=card.grant_amount)


async def target_group(project: Code, target_group: Code, look: Looking) -> TargetGroupView:
    """A group's limit, taken, offered and free places, and how many wait."""
    card = await group_card(look, project, target_group)
    look.etag(card.version)
    free = card.place_limit - card.taken - card.offered - card.lapsed
    named = {name: value for name, value in dict(card).items() if name in TargetGroupView.model_fields}
    return TargetGroupView(**named, limit=card.place_limit, free=free)


async def reserve_list(project: Code, target_group: Code, look: Looking) -> ReserveList:
    """The list in its order: open offers, which were the first when they were made, then who waits.

    The place is computed from all entries each time, never stored. An account of own cases sees the places of these alone.
    """
    card = await group_card(look, project, target_group)
    entries = await in_order(look.db, Group(project=project, target_group=target_group), card.rules)
    withheld = () if sees_situation(look.who) else PRIORITY
    people = await people_of(look.db, [entry.application for entry in entries])
    reached = set(await reached_among(look.db, look.who, list(people.values()), project))
    shown = ReservePlace.model_fields.keys() - {"place", "person", *withheld}
    hidden = dict.fromkeys(withheld)
    items = [
        ReservePlace(place=place, person=people[entry.application], **entry.model_dump(include=set(shown)), **hidden)
        for place, entry in enumerate(entries, 1)
        if people[entry.application] in reached
    ]
    return ReserveList(project=project, target_group=target_group, items=items, rule=rule_of(card.rules), withheld=withheld)


async def group_card(look: Look, project: Code, target_group: Code) -> GroupCard:
    """The group, if the caller's token reaches its project."""
    await find_project(look.db, look.who, project)
    return await find_group(look.db, project, target_group, PLACES.stream(project, target_group))
