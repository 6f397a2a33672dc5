"""Criteria: what an application is judged by, what the form and the registry already say of each, and what follows.

A worker judges every criterion by its evidence; positive is an assessment only when all of them are met, and those that are
not are the reasons of the rejection. Where none speaks against the applicant and evidence is missing, nothing is assessed yet.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from enum import StrEnum

from services.recruitment.domain.dates import completed_years
from services.recruitment.domain.definition import Exclusive, RecruitmentRules
from services.recruitment.domain.words import (
    DEGREE_LABELS,
    KIND_LABELS,
    LABOUR_LABELS,
    DisabilityDegree,
    DisabilityKind,
    LabourStatus,
)
from shared.events.event import Part, PublicText
from shared.kernel.errors import Invalid
from shared.kernel.ids import Code


class Criterion(StrEnum):
    """What is looked at. A criterion that is not met is the reason of a rejection, under this code."""

    TARGET_GROUP = "target_group"
    PREMISES = "premises"
    AGE = "age"
    LABOUR_STATUS = "labour_status"
    DISABILITY = "disability"
    NO_SAME_SUPPORT = "no_same_support"


class Result(StrEnum):
    """What a criterion was found to be; `evidence_missing`: the applicant still owes what would prove it."""

    MET = "met"
    NOT_MET = "not_met"
    EVIDENCE_MISSING = "evidence_missing"


class CriterionRule(Part):
    """A criterion of the rule pack, in Polish: the usual evidence, the rule, where it stands and since when.

    `without`: the rule where the project names no such condition; null where every project has it.
    """

    criterion: Criterion
    title: PublicText
    evidence: PublicText
    says: PublicText
    without: PublicText | None
    source: PublicText
    valid_from: date
    confidence: PublicText


class Applicant(Part):
    """What is known of who applied. `target_group` and `premises` are titles; `born_on` null: not known (any more)."""

    target_group: PublicText
    premises: tuple[PublicText, ...]
    applied_on: date
    born_on: date | None
    labour_status: LabourStatus
    disability_degree: DisabilityDegree
    disability_kinds: tuple[DisabilityKind, ...]
    no_same_support: bool


class Found(Part):
    """What the form and the registry say of a criterion, in Polish; `result` null: only the evidence can tell."""

    criterion: Criterion
    fact: str
    result: Result | None
    rule: PublicText


class Conclusion(Part):
    """What results come to. `reasons`: the criteria that are not met; `missing`: without any of these, those that evidence
    is owed for, and until it is there nothing is assessed."""

    eligible: bool
    reasons: tuple[Code, ...]
    missing: tuple[Code, ...]


def findings(applicant: Applicant, rules: RecruitmentRules, pack: Mapping[Criterion, CriterionRule]) -> Iterator[Found]:
    """What is known of each criterion before a worker looks at the evidence."""
    for criterion in Criterion:
        fact, result = _known(criterion, applicant, rules)
        yield Found(criterion=criterion, fact=fact, result=result, rule=_rule(pack[criterion], rules))


def proposal(found: Mapping[Criterion, Result | None]) -> Conclusion:
    """What the assessment comes to if the evidence bears the form out: nothing that is known speaks against it."""
    return conclude({criterion: found.get(criterion) or Result.MET for criterion in Criterion})


def conclude(results: Mapping[Criterion, Result]) -> Conclusion:
    """What these results come to. Raises `Invalid` (`criterion_not_judged`) while one is left out."""
    left = next((one for one in Criterion if one not in results), None)
    if left is not None:
        rule = "every criterion is judged: met, not met, or its evidence is missing"
        raise Invalid("criterion_not_judged", field=f"results.{left}", rule=rule, criterion=left.value)
    reasons = _found(results, Result.NOT_MET)
    missing = () if reasons else _found(results, Result.EVIDENCE_MISSING)
    return Conclusion(eligible=not reasons and not missing, reasons=reasons, missing=missing)


def recorded(missing: Collection[Code]) -> Mapping[Criterion, Result]:
    """The results behind a call to complete: evidence of these was missing, everything else was met."""
    return {one: Result.EVIDENCE_MISSING if one in missing else Result.MET for one in Criterion}


def _found(results: Mapping[Criterion, Result], result: Result) -> tuple[Code, ...]:
    return tuple(one.value for one in Criterion if results[one] is result)


def _known(criterion: Criterion, applicant: Applicant, rules: RecruitmentRules) -> tuple[str, Result | None]:
    match criterion:
        case Criterion.TARGET_GROUP:
            return applicant.target_group, None
        case Criterion.PREMISES:
            named = "; ".join(applicant.premises) or "brak"
            return named, None if applicant.premises or not rules.premises else Result.NOT_MET
        case Criterion.AGE:
            return _age(applicant, rules.min_age)
        case Criterion.LABOUR_STATUS:
            return LABOUR_LABELS[applicant.labour_status], None
        case Criterion.DISABILITY:
            return _disability(applicant)
        case Criterion.NO_SAME_SUPPORT:
            met = applicant.no_same_support or rules.exclusive is Exclusive.ANY_PROJECT
            return "złożone" if applicant.no_same_support else "brak", Result.MET if met else Result.NOT_MET


def _disability(applicant: Applicant) -> tuple[str, Result | None]:
    """Without a certificate, or where the person refuses to say, there is nothing to prove."""
    said = [DEGREE_LABELS[applicant.disability_degree], *(KIND_LABELS[kind] for kind in applicant.disability_kinds)]
    nothing_to_prove = applicant.disability_degree in (DisabilityDegree.NONE, DisabilityDegree.REFUSED)
    return "; ".join(said), Result.MET if nothing_to_prove else None


def _age(applicant: Applicant, min_age: int | None) -> tuple[str, Result | None]:
    if applicant.born_on is None:
        return "data urodzenia nieznana", Result.MET if min_age is None else None
    years = completed_years(applicant.born_on, applicant.applied_on)
    return f"ukończone lata w dniu zgłoszenia: {years}", Result.MET if years >= (min_age or 0) else Result.NOT_MET


def _rule(rule: CriterionRule, rules: RecruitmentRules) -> str:
    named = {
        Criterion.PREMISES: bool(rules.premises),
        Criterion.AGE: rules.min_age is not None,
        Criterion.NO_SAME_SUPPORT: rules.exclusive is Exclusive.SAME_SUPPORT,
    }
    says = rule.says if named.get(rule.criterion, True) else rule.without
    return (says or rule.says).format(min_age=rules.min_age)
