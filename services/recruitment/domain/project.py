"""A project: opened once from its definition; its money adds up, its codes are unique, its dates lie in its period."""

import calendar
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Literal

from services.recruitment.domain.definition import (
    COMPLETION_DAYS,
    Days,
    Effectiveness,
    Partner,
    Programme,
    ProjectDefinition,
    RecruitmentRules,
    Source,
)
from shared.events.decider import Decider
from shared.events.event import Event, Part, PublicText
from shared.kernel.command import Command
from shared.kernel.errors import Invalid, Refused
from shared.kernel.ids import Code
from shared.kernel.money import Zloty

GRANT = "grant"
"""The code of the source whose share of the total is the rate of the grant."""
MONTHS_TO_REPLACE = 3
"""Months before the end after which a leaver's place is no longer offered, unless the definition says (decision D9)."""


class OpenedGroup(Part):
    """A target group and its places on the day the project was opened."""

    target_group: Code
    title: PublicText
    limit: int


class ProjectOpened(Event, title="Otwarto projekt"):
    """A project was opened: its period, money, partners, target groups and the rules of its recruitment.

    `completion_days`: calendar days in which an applicant who is called on hands in missing evidence.
    """

    project: Code
    title: PublicText
    beneficiary: PublicText
    starts_on: date
    ends_on: date
    programme: Programme
    total: Zloty
    grant: Zloty
    currency: Literal["PLN"]
    sources: tuple[Source, ...]
    partners: tuple[Partner, ...]
    organisations: tuple[Code, ...]
    recruitment: RecruitmentRules
    target_groups: tuple[OpenedGroup, ...]
    effectiveness: Effectiveness | None = None
    completion_days: Days = COMPLETION_DAYS

    example: ClassVar[Mapping[str, Any]] = {
        "project": "gora-pomocy-3",
        "title": "Góra pomocy 3",
        "beneficiary": "Miejski Ośrodek Pomocy Społecznej w Zielonej Górze",
        "starts_on": "2021-01-01",
        "ends_on": "2023-06-30",
        "programme": {
            "axis": "Oś 7. Równowaga społeczna",
            "action": "Działanie 7.1. Programy aktywnej integracji realizowane przez ośrodki pomocy społecznej",
            "fund": "Europejski Fundusz Społeczny",
        },
        "total": "3500000.00",
        "grant": "2975000.00",
        "currency": "PLN",
        "sources": [
            {"code": "grant", "title": "dofinansowanie", "amount": "2975000.00"},
            {"code": "own", "title": "wkład własny", "amount": "525000.00"},
        ],
        "partners": [{"code": "ois", "title": "Ośrodek Integracji Społecznej"}],
        "organisations": ["mops", "ois"],
        "recruitment": {
            "mode": "continuous",
            "order": "order_of_applications",
            "priority_first": True,
            "offer_answer_days": 7,
            "after_refusal": "leaves",
            "replacement_until": "2023-03-31",
            "premises": [{"code": "po_pz", "title": "osoby korzystające z PO PŻ"}],
            "multiple_exclusion_at_least": 2,
            "priority_groups": [{"code": "multiple_exclusion", "title": "wielokrotne wykluczenie"}],
            "min_age": None,
            "exclusive": "same_support",
        },
        "target_groups": [{"target_group": "residents", "title": "Mieszkańcy Zielonej Góry", "limit": 350}],
        "effectiveness": {"version": "2018", "name": "efektywność społeczno-zatrudnieniowa"},
        "completion_days": 7,
    }


class Project(Part):
    """What decisions about a project need."""

    opened: bool = False


class OpenProject(Command):
    """Open the project that is announced."""

    definition: ProjectDefinition


def evolve(project: Project, event: Event) -> Project:
    return Project(opened=True) if isinstance(event, ProjectOpened) else project


PROJECT = Decider("project", Project(), evolve)


def decide(project: Project, command: OpenProject) -> list[Event]:
    """Open a project once.

    Raises `Refused` (`project_already_open`) and `Invalid` (`period_reversed`, `sources_do_not_sum`, `grant_missing`,
    `no_target_group`, `no_recruiting_organisation`, `duplicate_code`, `outside_project_period`).
    """
    definition = command.definition
    if project.opened:
        raise Refused("project_already_open", field="definition.project", rule="a project is opened once")
    _check_period(definition)
    _check_money(definition)
    _check_codes(definition)
    return [_opened(definition)]


def _opened(definition: ProjectDefinition) -> ProjectOpened:
    value = definition.value
    return ProjectOpened(
        **{name: getattr(definition, name) for name in ("project", "title", "beneficiary", "starts_on", "ends_on")},
        programme=definition.programme,
        total=value.total,
        grant=next(source.amount for source in value.sources if source.code == GRANT),
        currency=value.currency,
        sources=value.sources,
        partners=definition.partners,
        organisations=definition.recruitment.organisations,
        recruitment=rules_in_force(definition),
        target_groups=tuple(
            OpenedGroup(target_group=group.code, title=group.title, limit=group.limit) for group in definition.target_groups
        ),
        effectiveness=definition.effectiveness,
        completion_days=definition.recruitment.completion_days,
    )


def rules_in_force(definition: ProjectDefinition) -> RecruitmentRules:
    """The rules of recruitment, with the last day of replacement worked out."""
    recruitment = definition.recruitment
    until = recruitment.replacement_until or months_before(definition.ends_on, MONTHS_TO_REPLACE)
    rules = {name: getattr(recruitment, name) for name in RecruitmentRules.model_fields}
    return RecruitmentRules(**rules | {"replacement_until": until})


def months_before(day: date, months: int) -> date:
    """The same day some months earlier, or the last day of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _check_period(definition: ProjectDefinition) -> None:
    if definition.ends_on < definition.starts_on:
        raise Invalid("period_reversed", field="definition.ends_on", rule="a project ends on or after its first day")
    until = definition.recruitment.replacement_until
    if until is not None and until not in definition.period:
        field = "definition.recruitment.replacement_until"
        raise Invalid("outside_project_period", field=field, rule="the last day of replacement lies in the project")


def _check_money(definition: ProjectDefinition) -> None:
    value = definition.value
    if sum((source.amount for source in value.sources), Decimal(0)) != value.total:
        rule = "the sources of financing add up to the total"
        raise Invalid("sources_do_not_sum", field="definition.value.sources", rule=rule)
    if GRANT not in [source.code for source in value.sources]:
        raise Invalid("grant_missing", field="definition.value.sources", rule=f"one source has the code {GRANT}")


def _check_codes(definition: ProjectDefinition) -> None:
    recruitment = definition.recruitment
    if not definition.target_groups:
        raise Invalid("no_target_group", field="definition.target_groups", rule="a project has at least one target group")
    if not recruitment.organisations:
        field = "definition.recruitment.organisations"
        raise Invalid("no_recruiting_organisation", field=field, rule="somebody recruits: at least one organisation")
    _unique("definition.target_groups", (group.code for group in definition.target_groups))
    _unique("definition.value.sources", (source.code for source in definition.value.sources))
    _unique("definition.partners", (partner.code for partner in definition.partners))
    _unique("definition.recruitment.organisations", recruitment.organisations)
    _unique("definition.recruitment.premises", (premise.code for premise in recruitment.premises))
    _unique("definition.recruitment.priority_groups", (group.code for group in recruitment.priority_groups))


def _unique(field: str, codes: Iterable[str]) -> None:
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            raise Invalid("duplicate_code", field=field, rule="each code stands once", duplicate=code)
        seen.add(code)
