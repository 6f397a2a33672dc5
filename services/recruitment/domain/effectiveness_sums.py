"""Effectiveness of a project: numerators and bases by category, compared with the thresholds as exact fractions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from services.recruitment.domain.effectiveness import Dimension, Measure, OutsideCode, Standing, verdict
from services.recruitment.domain.effectiveness_facts import PersonFacts


class Category(StrEnum):
    """`all`: shown without a verdict; `general`: everybody except `hardest`, who have a threshold of their own (D21)."""

    ALL = "all"
    GENERAL = "general"
    HARDEST = "hardest"


@dataclass(frozen=True, slots=True)
class Tally:
    """People counted and people in the base of one category; `threshold` in percent, None: no verdict."""

    category: Category
    numerator: int
    denominator: int
    threshold: int | None

    @property
    def percent(self) -> str | None:
        """Two decimals, half-up; None for an empty base (decision D23)."""
        if self.denominator == 0:
            return None
        hundredths = (2 * 10_000 * self.numerator + self.denominator) // (2 * self.denominator)
        return f"{hundredths // 100}.{hundredths % 100:02d}"

    @property
    def met(self) -> bool | None:
        """The exact fraction against the threshold (decision D27); None without a threshold or for an empty base."""
        if self.threshold is None or self.denominator == 0:
            return None
        return 100 * self.numerator >= self.threshold * self.denominator

    @property
    def tells_of_few(self) -> bool:
        """Does it tell of one to four people: counted, in the base, or in the base without being counted?"""
        return any(0 < count < FEW for count in (self.numerator, self.denominator, self.denominator - self.numerator))


FEW = 5
"""A count of fewer people is shown only to who may see them one by one."""


@dataclass(frozen=True, slots=True)
class Outside:
    """Somebody outside a base, and why."""

    participant: UUID
    reason: OutsideCode


@dataclass(frozen=True, slots=True)
class Measured:
    """One dimension: the tallies, and everybody who made them. `base` holds the counted ones too."""

    dimension: Dimension
    tallies: tuple[Tally, ...]
    counted: tuple[UUID, ...]
    base: tuple[UUID, ...]
    excluded: tuple[Outside, ...]

    @property
    def tells_of_few(self) -> bool:
        """One small count gives the others away: `all` less one category is the other."""
        return any(tally.tells_of_few for tally in self.tallies)


def measure_all(people: Sequence[PersonFacts], measure: Measure) -> list[Measured]:
    """Both dimensions of a project's participants, in the order they come in."""
    return [_measured(dimension, people, measure) for dimension in Dimension]


def _measured(dimension: Dimension, people: Iterable[PersonFacts], measure: Measure) -> Measured:
    counted, base, excluded = [], [], []
    for facts in people:
        found = verdict(dimension, facts, measure)
        if found.reason is not None:
            excluded.append(Outside(facts.participant, found.reason))
            continue
        base.append(facts)
        if found.standing is Standing.COUNTED:
            counted.append(facts)
    return Measured(
        dimension=dimension,
        tallies=_tallies(dimension, counted, base, measure),
        counted=tuple(facts.participant for facts in counted),
        base=tuple(facts.participant for facts in base),
        excluded=tuple(excluded),
    )


def _tallies(
    dimension: Dimension, counted: Sequence[PersonFacts], base: Sequence[PersonFacts], measure: Measure
) -> tuple[Tally, ...]:
    rule = measure.rule.social if dimension is Dimension.SOCIAL else measure.rule.employment
    hard_counted, hard_base = sum(facts.hardest for facts in counted), sum(facts.hardest for facts in base)
    return (
        Tally(Category.ALL, len(counted), len(base), None),
        Tally(Category.GENERAL, len(counted) - hard_counted, len(base) - hard_base, rule.general),
        Tally(Category.HARDEST, hard_counted, hard_base, rule.hardest),
    )
