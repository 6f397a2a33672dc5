"""Situations after leaving and confirmed outcomes, counted by sex; who may not see few people sees no small count."""

from datetime import date
from uuid import UUID

from services.recruitment.domain.effectiveness_sums import FEW
from services.recruitment.domain.outcome_words import AfterLeaving
from services.recruitment.domain.words import Sex
from services.recruitment.projections.outcome import Situated
from services.recruitment.projections.project import find_project
from services.recruitment.projections.reading import rows
from services.recruitment.roles import sees_sensitive
from shared.http.operations import Looking
from shared.kernel.command import View
from shared.kernel.ids import Code

LEAVERS = """
SELECT p.participant, person.sex, coalesce(o.situations, '[]') AS situations,
       (o.employment ->> 'since')::date <= $2 AS employment, (o.social ->> 'measured_on')::date <= $2 AS social
FROM participation_card p JOIN person_card person USING (person) LEFT JOIN outcome_card o USING (participant)
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


class BySex(View):
    """People; null where `masked`."""

    women: int | None
    men: int | None
    total: int | None
    masked: bool = False

    @property
    def tells_of_few(self) -> bool:
        return any(count is not None and 0 < count < FEW for count in (self.women, self.men))


class Counted(BySex):
    """People with a situation or a confirmed outcome; `code` `not_recorded`: nothing is known yet."""

    code: Code


class SituationsView(View):
    """A person may have several situations. `outcomes`: jobs and social progress confirmed, whether they count or not."""

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
    ended = _count("ended", leavers)
    if not sees_sensitive(look.who):
        found, outcomes = masked(found, ended), [row for one in outcomes for row in masked([one], ended)]
        ended = _hidden(ended) if ended.tells_of_few else ended
    shown = BySex(**ended.model_dump(exclude={"code"}))
    return SituationsView(project=project, as_of=as_of, ended=shown, situations=found, outcomes=outcomes)


def masked(counted: list[Counted], ended: BySex) -> list[Counted]:
    """Rows that tell of one to four people, or leave so few over, without their counts.

    One hidden row alone could be worked out from the others where people have one situation each, so the smallest other
    row goes with it.
    """
    few = {one.code for one in counted if one.tells_of_few or _rest(one, ended).tells_of_few}
    others = sorted((one for one in counted if one.code not in few and one.total), key=lambda one: one.total or 0)
    if len(few) == 1 and others:
        few.add(others[0].code)
    return [_hidden(one) if one.code in few else one for one in counted]


def _rest(one: Counted, ended: BySex) -> BySex:
    """The people who are not in the row."""
    assert one.women is not None
    assert one.men is not None
    assert ended.women is not None
    assert ended.men is not None
    women, men = ended.women - one.women, ended.men - one.men
    return BySex(women=women, men=men, total=women + men)


def _hidden(one: Counted) -> Counted:
    return Counted(code=one.code, women=None, men=None, total=None, masked=True)


def _count(code: str, people: list[_Leaver]) -> Counted:
    women = sum(one.sex is Sex.FEMALE for one in people)
    return Counted(code=code, women=women, men=len(people) - women, total=len(people))
