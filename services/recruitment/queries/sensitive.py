"""Sensitive indicators of participants, as counts by sex: the only form in which they leave recruitment.

Who may not see few people sees no small count, nor one by which a small one could be worked out from this answer. Answers
of neighbouring days are for who may see small groups, as everywhere.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from uuid import UUID

from services.recruitment.domain.definition import RecruitmentRules
from services.recruitment.domain.words import DisabilityDegree, DisabilityKind, LabourStatus, Sex
from services.recruitment.projections.project import find_project
from services.recruitment.projections.reading import rows
from services.recruitment.queries.masking import HIDDEN, BySex, Counted, by_sex, counted, hide, telling
from services.recruitment.roles import sees_few
from shared.http.operations import Looking
from shared.kernel.command import View
from shared.kernel.ids import Code

STARTED = """
SELECT p.person, p.sex, p.ended_on, a.disability_degree, a.disability_kinds, a.labour_status, a.premises, a.in_education
FROM participation_card p JOIN application_card a ON a.application = p.participant
WHERE p.project = $1 AND p.started_on <= $2 ORDER BY p.started_on, p.participant
"""


class _Participant(View):
    person: UUID
    sex: Sex
    ended_on: date | None
    disability_degree: DisabilityDegree
    disability_kinds: frozenset[DisabilityKind]
    labour_status: LabourStatus
    premises: frozenset[Code]
    in_education: bool

    def is_present(self, day: date) -> bool:
        return self.ended_on is None or self.ended_on >= day


class Indicator(View):
    """One indicator with its rows."""

    indicator: Code
    rows: list[Counted]


class Stood(View):
    """How many people, and of how many of them each code holds."""

    people: BySex
    indicators: list[Indicator]


class SensitiveCounts(View):
    """`present`: who had started and not ended on the day; `ever`: who had started by then."""

    project: Code
    as_of: date
    present: Stood
    ever: Stood


Holds = Callable[[_Participant], bool]
Rows = Mapping[Code, Mapping[Code, Holds]]
"""By indicator and code: of whom it holds."""
IN_ONE_ROW_EACH = frozenset({"disability_degree", "labour_status"})
"""Indicators whose rows add up to everybody."""


async def sensitive_counts(project: Code, as_of: date, look: Looking) -> SensitiveCounts:
    """Disability, labour status, premises, multiple exclusion and education of participants, each as a count by sex.

    Each person counts once, as they stood on the day of their latest application.
    """
    card = await find_project(look.db, look.who, project)
    ever = list({one.person: one for one in await rows(look.db, _Participant, STARTED, project, as_of)}.values())
    wanted = _rows(card.recruitment)
    present = _stood([one for one in ever if one.is_present(as_of)], wanted)
    left = _stood([one for one in ever if not one.is_present(as_of)], wanted)
    everybody = _stood(ever, wanted)
    if not sees_few(look.who):
        present, everybody = masked(present, left, everybody)
    return SensitiveCounts(project=project, as_of=as_of, present=present, ever=everybody)


def _rows(rules: RecruitmentRules) -> Rows:
    return {
        "disability_degree": {code: _is("disability_degree", code) for code in DisabilityDegree},
        "disability_kinds": {code: _has("disability_kinds", code) for code in DisabilityKind},
        "labour_status": {code: _is("labour_status", code) for code in LabourStatus},
        "premises": {one.code: _has("premises", one.code) for one in rules.premises},
        "multiple_exclusion": {"yes": lambda one: len(one.premises) >= rules.multiple_exclusion_at_least},
        "in_education": {"yes": lambda one: one.in_education},
    }


def _is(field: str, code: Code) -> Holds:
    return lambda one: bool(getattr(one, field) == code)


def _has(field: str, code: Code) -> Holds:
    return lambda one: code in getattr(one, field)


def _stood(people: Sequence[_Participant], wanted: Rows) -> Stood:
    found = [
        Indicator(
            indicator=name,
            rows=[counted(code, [one.sex for one in people if holds(one)]) for code, holds in codes.items()],
        )
        for name, codes in wanted.items()
    ]
    return Stood(people=by_sex([one.sex for one in people]), indicators=found)


def masked(present: Stood, left: Stood, ever: Stood) -> tuple[Stood, Stood]:
    """Those who are present and all, without what tells of few people, also of those who left: they are the difference.

    So a row that is hidden in one is hidden in the other.
    """
    codes: dict[Code, set[Code]] = {}
    for stood in (present, left, ever):
        for one in stood.indicators:
            codes.setdefault(one.indicator, set()).update(_telling(one, stood.people))
    few = present.people.tells_of_few or left.people.tells_of_few
    return _hidden(present, codes, few=few), _hidden(ever, codes, few=ever.people.tells_of_few)


def _hidden(stood: Stood, codes: Mapping[Code, set[Code]], *, few: bool) -> Stood:
    indicators = [Indicator(indicator=one.indicator, rows=hide(one.rows, codes[one.indicator])) for one in stood.indicators]
    return Stood(people=HIDDEN if few else stood.people, indicators=indicators)


def _telling(one: Indicator, people: BySex) -> set[Code]:
    if one.indicator in IN_ONE_ROW_EACH:
        return telling(one.rows, people)
    return {code for row in one.rows for code in telling([row], people)}
