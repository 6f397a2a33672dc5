"""Situations after leaving and confirmed outcomes, counted by sex; who may not see few people sees no small count."""

from datetime import date
from uuid import UUID

from services.recruitment.domain.outcome_words import AfterLeaving
from services.recruitment.domain.words import Sex
from services.recruitment.projections.outcome import Situated
from services.recruitment.projections.project import find_project
from services.recruitment.projections.reading import rows
from services.recruitment.queries.masking import HIDDEN, BySex, Counted, by_sex, counted, masked
from services.recruitment.roles import sees_few
from shared.http.operations import Looking
from shared.kernel.command import View
from shared.kernel.ids import Code

LEAVERS = """
SELECT p.participant, p.sex, coalesce(o.situations, '[]') AS situations,
       (o.employment ->> 'since')::date <= $2 AS employment, (o.social ->> 'measured_on')::date <= $2 AS social
FROM participation_card p LEFT JOIN outcome_card o USING (participant)
WHERE p.project = $1 AND p.ended_on <= $2
"""


class _Leaver(View):
    participant: UUID
    sex: Sex
    situations: tuple[Situated, ...]
    employment: bool | None
    social: bool | None

    def situation(self, as_of: date) -> tuple[AfterLeaving, ...]:
        """The last one of a day that had come; empty: nothing is recorded yet."""
        return next((one.situations for one in reversed(self.situations) if one.on <= as_of), ())


class SituationsView(View):
    """A person may have several situations; `not_recorded`: nothing is known yet.

    `outcomes`: jobs and social progress confirmed, whether they count or not.
    """

    project: Code
    as_of: date
    ended: BySex
    situations: list[Counted]
    outcomes: list[Counted]


async def situations(project: Code, as_of: date, look: Looking) -> SituationsView:
    """What became of everybody whose participation had ended by that day, as counts by sex."""
    await find_project(look.db, look.who, project)
    leavers = await rows(look.db, _Leaver, LEAVERS, project, as_of)
    found = [_count(code, [one for one in leavers if code in one.situation(as_of)]) for code in AfterLeaving]
    found.append(_count("not_recorded", [one for one in leavers if not one.situation(as_of)]))
    outcomes = [
        _count("employment", [one for one in leavers if one.employment]),
        _count("social", [one for one in leavers if one.social]),
    ]
    ended = by_sex([one.sex for one in leavers])
    if not sees_few(look.who):
        found, outcomes = masked(found, ended), [row for one in outcomes for row in masked([one], ended)]
        ended = HIDDEN if ended.tells_of_few else ended
    return SituationsView(project=project, as_of=as_of, ended=ended, situations=found, outcomes=outcomes)


def _count(code: str, people: list[_Leaver]) -> Counted:
    return counted(code, [one.sex for one in people])
