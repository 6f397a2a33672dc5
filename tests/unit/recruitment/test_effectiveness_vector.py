"""A project of 21 people measured by hand: every exclusion, both dimensions, all categories, two versions of the rule."""

from dataclasses import dataclass
from fractions import Fraction

import pytest

from services.recruitment.domain.effectiveness_facts import PersonFacts
from services.recruitment.domain.effectiveness_sums import Category, Measured, Tally, measure_all
from tests.unit.recruitment.examples import uid
from tests.unit.recruitment.leavers import exclusion, job, measure, person, progress


@dataclass(frozen=True)
class Line:
    """A person, and where they stand by hand: `counted`, `base`, or the reason outside; by the rule of 2018."""

    facts: PersonFacts
    employment: str
    social: str


# All left on 31 May 2022 unless said otherwise, so the window lasts until 31 August; asked for 31 December 2022.
TABLE = {
    # Half time is the least that counts; two criteria, where one is enough since 2016.
    "anna": Line(
        person("anna", employment=job(part="1/2"), social=progress("2022-06-15", "health_improved", "learning_started")),
        "counted",
        "counted",
    ),
    # Nothing was confirmed.
    "beata": Line(person("beata"), "base", "base"),
    # Left for a job that began before the end and is held after it; not along the path, so outside the social base (D20).
    "celina": Line(
        person("celina", end_reason="employment", along_path=False, employment=job(since="2022-05-01")),
        "counted",
        "not_along_path",
    ),
    # Civil contract from the last day of the window for three months, worth exactly 3 x 3010.00.
    "danuta": Line(
        person(
            "danuta",
            employment=job("civil_contract", "2022-08-31", "2022-11-30", value="9030.00"),
            social=progress("2022-08-31"),
        ),
        "counted",
        "counted",
    ),
    # The same, one grosz less.
    "ewa": Line(
        person(
            "ewa", employment=job("civil_contract", "2022-08-31", "2022-11-30", value="9029.99"), social=progress("2022-05-31")
        ),
        "base",
        "counted",
    ),
    # Hardest (severe): with a disability any part of full time counts.
    "felicja": Line(
        person("felicja", disability_degree="severe", employment=job(since="2022-06-10", part="1/4")), "counted", "base"
    ),
    # Hardest (intellectual), no job.
    "gabriela": Line(
        person("gabriela", disability_degree="mild", disability_kinds=("intellectual",), social=progress()), "base", "counted"
    ),
    # Hardest (coupled): who got a start-up grant is outside the base of employment, its business tells it.
    "halina": Line(
        person(
            "halina",
            disability_degree="moderate",
            disability_kinds=("coupled",),
            employment=job("self_employment", startup_grant=True),
        ),
        "startup_grant",
        "base",
    ),
    "irena": Line(person("irena", ended_on=None, along_path=None, end_reason=None), "not_ended", "not_ended"),
    "janina": Line(person("janina", end_reason="death", along_path=False), "died", "died"),
    "kamila": Line(person("kamila", end_reason="rules_broken", along_path=False), "removed", "removed"),
    "lucyna": Line(person("lucyna", end_reason="illness", along_path=False), "interrupted", "interrupted"),
    "maria": Line(person("maria", labour_status="employed", social=progress()), "employed_at_entry", "counted"),
    "nina": Line(person("nina", vocational_supports=0, social=progress()), "no_vocational_support", "counted"),
    "olga": Line(person("olga", age=17, in_education=True), "pupil", "base"),
    "pola": Line(
        person("pola", exclusions=(exclusion("school_education"),), employment=job(), social=progress()),
        "school_education",
        "counted",
    ),
    "roza": Line(person("roza", exclusions=(exclusion("startup_grant"),)), "startup_grant", "base"),
    "sabina": Line(person("sabina", exclusions=(exclusion("demoralisation_measures"),)), "demoralisation_measures", "base"),
    "teresa": Line(person("teresa", exclusions=(exclusion("foster_care_learning"),)), "foster_care_learning", "base"),
    "urszula": Line(person("urszula", exclusions=(exclusion("wtz_only"),)), "wtz_only", "base"),
    # Under 18 but not in school: no pupil.
    "wanda": Line(person("wanda", age=17), "base", "base"),
}
PEOPLE = [line.facts for line in TABLE.values()]


def measured(version: str = "2018") -> tuple[Measured, Measured]:
    social, employment = measure_all(PEOPLE, measure(version))
    return social, employment


def standing(found: Measured, name: str) -> str:
    if uid(name) in found.counted:
        return "counted"
    return (
        "base" if uid(name) in found.base else next(str(one.reason) for one in found.excluded if one.participant == uid(name))
    )


def fraction(found: Measured, category: Category) -> Fraction:
    tally = _tally(found, category)
    return Fraction(tally.numerator, tally.denominator)


def _tally(found: Measured, category: Category) -> Tally:
    return next(tally for tally in found.tallies if tally.category is category)


def sums(found: Measured) -> dict[str, tuple[int, int]]:
    return {tally.category.value: (tally.numerator, tally.denominator) for tally in found.tallies}


@pytest.mark.parametrize("name", TABLE)
def test_everybody_stands_where_the_table_says(name):
    social, employment = measured()
    assert (standing(employment, name), standing(social, name)) == (TABLE[name].employment, TABLE[name].social)


def test_employment_by_hand():
    """Base: anna, beata, celina, danuta, ewa, wanda; felicja, gabriela. Counted: anna, celina, danuta; felicja."""
    _, employment = measured()
    assert sums(employment) == {"all": (4, 8), "general": (3, 6), "hardest": (1, 2)}
    assert fraction(employment, Category.GENERAL) == Fraction(1, 2)
    assert [(tally.percent, tally.threshold, tally.met) for tally in employment.tallies] == [
        ("50.00", None, None),
        ("50.00", 25, True),
        ("50.00", 12, True),
    ]


def test_social_by_hand():
    """Along the path: all who finished but celina, 16, of them hardest 3. Counted: 7, of them gabriela alone is hardest."""
    social, _ = measured()
    assert sums(social) == {"all": (7, 16), "general": (6, 13), "hardest": (1, 3)}
    assert [(tally.percent, tally.threshold, tally.met) for tally in social.tallies] == [
        ("43.75", None, None),
        ("46.15", 34, True),  # 6/13 = 46.1538...
        ("33.33", 34, False),
    ]


def test_the_rule_of_2015_asks_for_two_criteria_and_has_other_thresholds():
    """Only anna has two criteria: 1 of 13, of the hardest 0 of 3. Jobs are those of 2018, against 22 %."""
    social, employment = measured("2015")
    assert sums(social) == {"all": (1, 16), "general": (1, 13), "hardest": (0, 3)}
    assert [(tally.percent, tally.threshold, tally.met) for tally in social.tallies[1:]] == [
        ("7.69", 56, False),
        ("0.00", 46, False),
    ]
    assert sums(employment)["general"] == (3, 6)
    assert [tally.threshold for tally in employment.tallies] == [None, 22, 12]


def test_everybody_who_started_is_in_the_base_or_excluded_with_a_reason():
    for found in measured():
        assert sorted([*found.base, *(one.participant for one in found.excluded)]) == sorted(uid(name) for name in TABLE)
