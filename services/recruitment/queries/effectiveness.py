"""Effectiveness of a project on a day: numerators, bases, exclusions and the verdict; small counts for who may see them."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from pydantic import Field

from services.recruitment.domain.definition import Effectiveness
from services.recruitment.domain.effectiveness import Dimension, Measure, OutsideCode, Reading
from services.recruitment.domain.effectiveness_facts import PersonFacts
from services.recruitment.domain.effectiveness_rules import EffectivenessRule
from services.recruitment.domain.effectiveness_sums import Category, Measured, Tally, measure_all
from services.recruitment.projections.as_known import facts_as_known
from services.recruitment.projections.caseload import applications_reached
from services.recruitment.projections.outcome import facts_of_project
from services.recruitment.projections.project import find_project
from services.recruitment.roles import sees_few, sees_situation
from services.recruitment.rules import MINIMUM_WAGES, effectiveness_rule
from shared.http.known_at import KnownAt
from shared.http.operations import Look, Looking
from shared.kernel.command import View
from shared.kernel.ids import Code


class RuleView(View):
    """The version of the rule, what the project calls the measure, and where the rule stands."""

    version: Code
    name: str
    source: str
    confidence: str


class CategoryView(View):
    """`masked`: the counts would tell of one to four people. `met` is null without a threshold or for an empty base."""

    category: Category
    numerator: int | None
    denominator: int | None
    percent: str | None = Field(description="two decimals, half-up; null for an empty base", examples=["34.00"])
    threshold: str | None = Field(description="percent; null: no verdict", examples=["34"])
    met: bool | None
    masked: bool


class Excluded(View):
    """Somebody outside the base. The reason may tell of disability, schooling or labour status."""

    participant: UUID
    reason: OutsideCode | None = Field(description="null for who may not see that of one person")


class DimensionView(View):
    """`counted` are in the numerator, `base` holds them too; the lists are null for who may not see people one by one."""

    dimension: Dimension
    categories: list[CategoryView]
    counted: list[UUID] | None
    base: list[UUID] | None
    excluded: list[Excluded] | None


class Shown(NamedTuple):
    """What the caller may see of single people: of whom (None: of everybody), and why somebody is outside the base."""

    participants: frozenset[UUID] | None
    reasons: bool

    def reaches(self, participant: UUID) -> bool:
        return self.participants is None or participant in self.participants


class EffectivenessView(View):
    """`rule` is null and there are no dimensions where the project is not measured."""

    project: Code
    as_of: date
    reading: Reading
    rule: RuleView | None
    dimensions: list[DimensionView]


async def effectiveness(
    project: Code, as_of: date, look: Looking, reading: Reading = Reading.ALL_FINISHED, known_at: KnownAt = None
) -> EffectivenessView:
    """Social and employment effectiveness by the project's own version of the rule, as of the end of a day.

    `all_finished`: everybody who finished; `closed_windows`: only those whose window was over by then. Others than case
    workers, coordinators and auditors get no lists, and no dimension in which a count tells of one to four people; auditors
    get no reasons of single people, an account of own cases finds only these in the lists.
    """
    card = await find_project(look.db, look.who, project)
    if card.effectiveness is None:
        return EffectivenessView(project=project, as_of=as_of, reading=reading, rule=None, dimensions=[])
    rule = effectiveness_rule(card.effectiveness.version)
    people = await _people(look, project, as_of, known_at)
    measured = measure_all(people, Measure(rule, MINIMUM_WAGES, as_of, reading))
    shown = Shown(await applications_reached(look.db, look.who, project), sees_situation(look.who))
    dimensions = [_openly(one, shown) if sees_few(look.who) else _carefully(one) for one in measured]
    named = rule_view(card.effectiveness, rule)
    return EffectivenessView(project=project, as_of=as_of, reading=reading, rule=named, dimensions=dimensions)


async def _people(look: Look, project: Code, as_of: date, known_at: datetime | None) -> list[PersonFacts]:
    if known_at is None:
        return await facts_of_project(look.db, project, as_of)
    return await facts_as_known(look.db, project, as_of, known_at)


def rule_view(setting: Effectiveness, rule: EffectivenessRule) -> RuleView:
    return RuleView(version=rule.version, name=setting.name, source=rule.source, confidence=rule.confidence)


def _openly(measured: Measured, shown: Shown) -> DimensionView:
    return DimensionView(
        dimension=measured.dimension,
        categories=[_category(tally, masked=False) for tally in measured.tallies],
        counted=[one for one in measured.counted if shown.reaches(one)],
        base=[one for one in measured.base if shown.reaches(one)],
        excluded=[
            Excluded(participant=one.participant, reason=one.reason if shown.reasons else None)
            for one in measured.excluded
            if shown.reaches(one.participant)
        ],
    )


def _carefully(measured: Measured) -> DimensionView:
    masked = measured.tells_of_few
    categories = [_category(tally, masked=masked) for tally in measured.tallies]
    return DimensionView(dimension=measured.dimension, categories=categories, counted=None, base=None, excluded=None)


def _category(tally: Tally, *, masked: bool) -> CategoryView:
    return CategoryView(
        category=tally.category,
        numerator=None if masked else tally.numerator,
        denominator=None if masked else tally.denominator,
        percent=None if masked else tally.percent,
        threshold=None if tally.threshold is None else str(tally.threshold),
        met=None if masked else tally.met,
        masked=masked,
    )
