"""Counts of people by sex, and which of them are hidden from who may not see few people.

A hidden count cannot be worked out from those that are shown: what is hidden together is never one to four people.
"""

from collections.abc import Collection, Iterable

from services.recruitment.domain.effectiveness_sums import FEW
from services.recruitment.domain.words import Sex
from shared.kernel.command import View
from shared.kernel.ids import Code


class BySex(View):
    """People; null where `masked`."""

    women: int | None
    men: int | None
    total: int | None
    masked: bool = False

    @property
    def tells_of_few(self) -> bool:
        return any(count is not None and 0 < count < FEW for count in (self.women, self.men))

    def less(self, part: "BySex") -> "BySex":
        """Those who are not in the part; of counts that are not masked."""
        assert self.women is not None
        assert self.men is not None
        assert part.women is not None
        assert part.men is not None
        return _by_sex(self.women - part.women, self.men - part.men)


class Counted(BySex):
    """People of whom `code` holds."""

    code: Code


def by_sex(sexes: Collection[Sex]) -> BySex:
    women = sum(sex is Sex.FEMALE for sex in sexes)
    return _by_sex(women, len(sexes) - women)


def _by_sex(women: int, men: int) -> BySex:
    return BySex(women=women, men=men, total=women + men)


def counted(code: Code, sexes: Collection[Sex]) -> Counted:
    return Counted(code=code, **by_sex(sexes).model_dump())


def masked(rows: list[Counted], whole: BySex) -> list[Counted]:
    """The rows without the counts of those that tell of few people."""
    return hide(rows, telling(rows, whole))


def telling(rows: Iterable[Counted], whole: BySex) -> set[Code]:
    """Rows that tell of one to four people, or leave so few over, and those that would give them away.

    Where people stand in one row each, a hidden row is the whole less the shown ones; so the smallest others go with it
    until the hidden ones together tell of nobody in particular.
    """
    few = [one for one in rows if one.tells_of_few or whole.less(one).tells_of_few]
    codes = {one.code for one in few}
    others = sorted((one for one in rows if one.code not in codes and one.total), key=lambda one: one.total or 0)
    while few and others and (len(few) == 1 or _together(few).tells_of_few):
        few.append(others.pop(0))
    return {one.code for one in few}


def _together(rows: Iterable[BySex]) -> BySex:
    return _by_sex(sum(one.women or 0 for one in rows), sum(one.men or 0 for one in rows))


def hide(rows: Iterable[Counted], codes: Collection[Code]) -> list[Counted]:
    return [hidden(one) if one.code in codes else one for one in rows]


def hidden(one: Counted) -> Counted:
    return Counted(code=one.code, **HIDDEN.model_dump())


HIDDEN = BySex(women=None, men=None, total=None, masked=True)
