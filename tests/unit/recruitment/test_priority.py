"""Whom the project takes first: groups a, b and c of the announcement of "Góra pomocy 3"."""

import pytest

from services.recruitment.domain.definition import PriorityCode
from services.recruitment.domain.priority import Situation, priority_groups
from services.recruitment.domain.words import DisabilityDegree, DisabilityKind
from tests.unit.recruitment.examples import recruitment_rules

RULES = recruitment_rules()


def situation(premises=(), degree=DisabilityDegree.NONE, kinds=()):
    return Situation(premises=frozenset(premises), degree=degree, kinds=frozenset(kinds))


def test_one_premise_is_no_multiple_exclusion_and_two_are():
    assert priority_groups(RULES, situation(["art7"])) == ()
    assert priority_groups(RULES, situation(["art7", "po_pz"])) == (PriorityCode.MULTIPLE_EXCLUSION,)


@pytest.mark.parametrize(
    ("degree", "first"),
    [
        (DisabilityDegree.NONE, False),
        (DisabilityDegree.MILD, False),
        (DisabilityDegree.MODERATE, True),
        (DisabilityDegree.SEVERE, True),
        (DisabilityDegree.REFUSED, False),
    ],
)
def test_a_moderate_or_severe_degree_gives_priority(degree, first):
    groups = priority_groups(RULES, situation(degree=degree))
    assert groups == ((PriorityCode.MODERATE_OR_SEVERE_DISABILITY,) if first else ())


@pytest.mark.parametrize("kind", list(DisabilityKind))
def test_each_named_kind_gives_priority_whatever_the_degree(kind):
    assert priority_groups(RULES, situation(kinds=[kind])) == (PriorityCode.COUPLED_OR_MENTAL_DISABILITY,)


def test_somebody_may_belong_to_all_groups():
    everything = situation(["art7", "homeless"], DisabilityDegree.SEVERE, [DisabilityKind.PSYCHIATRIC])
    assert priority_groups(RULES, everything) == tuple(PriorityCode)


def test_a_project_without_priority_groups_prefers_nobody():
    nobody_first = recruitment_rules(priority_groups=())
    assert priority_groups(nobody_first, situation(["art7", "homeless"], DisabilityDegree.SEVERE)) == ()
