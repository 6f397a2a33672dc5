"""Priority groups: which of the project's groups a candidate belongs to follows from the form alone.

Source: announcement of "Góra pomocy 3" (MOPS Zielona Góra): "Wsparcie w pierwszej kolejności będzie adresowane" a, b, c.
"""

from typing import assert_never

from services.recruitment.domain.definition import PriorityCode, RecruitmentRules
from services.recruitment.domain.words import DisabilityDegree, DisabilityKind
from shared.events.event import Part
from shared.kernel.ids import Code


class Situation(Part):
    """What the form says about the candidate's exclusion and disability."""

    premises: frozenset[Code]
    degree: DisabilityDegree
    kinds: frozenset[DisabilityKind]


def priority_groups(rules: RecruitmentRules, situation: Situation) -> tuple[PriorityCode, ...]:
    """The groups in the order of the definition. One premise counts once, however often it is true (decision D12)."""
    return tuple(group.code for group in rules.priority_groups if _belongs(group.code, rules, situation))


def _belongs(group: PriorityCode, rules: RecruitmentRules, situation: Situation) -> bool:
    match group:
        case PriorityCode.MULTIPLE_EXCLUSION:
            return len(situation.premises) >= rules.multiple_exclusion_at_least
        case PriorityCode.MODERATE_OR_SEVERE_DISABILITY:
            return situation.degree in (DisabilityDegree.MODERATE, DisabilityDegree.SEVERE)
        case PriorityCode.COUPLED_OR_MENTAL_DISABILITY:
            return bool(situation.kinds)
        case _ as never:
            assert_never(never)
