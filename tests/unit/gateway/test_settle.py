"""Settling: two equal quiet looks in a row, or the names of those who are not quiet."""

import pytest

from services.gateway.settle import Round, Settled, until_quiet
from shared.http.internal import Quietness
from shared.kernel.errors import NotYet


def quiet(total: int) -> Quietness:
    return Quietness(outbox=0, lag=0, due=0, parked=0, total=total)


class Looks:
    """Looks written down beforehand; the last one is repeated."""

    def __init__(self, *rounds: Round) -> None:
        self.rounds = rounds
        self.taken = 0

    async def __call__(self) -> Round:
        self.taken += 1
        return self.rounds[min(self.taken, len(self.rounds)) - 1]


async def test_two_equal_quiet_looks_are_enough() -> None:
    looks = Looks({"a": quiet(3), "b": quiet(4)})
    assert await until_quiet(looks) == Settled(parked={}, total=7)
    assert looks.taken == 2


async def test_a_total_that_grew_between_two_quiet_looks_asks_for_a_third() -> None:
    looks = Looks({"a": quiet(3)}, {"a": quiet(4)}, {"a": quiet(4)})
    assert await until_quiet(looks) == Settled(parked={}, total=4)
    assert looks.taken == 3


@pytest.mark.parametrize("part", ["outbox", "lag", "due"])
async def test_something_unsent_unread_or_due_is_waited_for(part: str) -> None:
    looks = Looks({"a": quiet(3).model_copy(update={part: 1})}, {"a": quiet(3)}, {"a": quiet(3)})
    await until_quiet(looks)
    assert looks.taken == 3


async def test_a_service_that_answers_again_is_waited_for() -> None:
    looks = Looks({"a": None}, {"a": None}, {"a": quiet(1)}, {"a": quiet(1)})
    assert await until_quiet(looks) == Settled(parked={}, total=1)


async def test_after_the_limit_the_services_that_are_not_quiet_are_named() -> None:
    lagging = quiet(3).model_copy(update={"lag": 2})
    with pytest.raises(NotYet) as refused:
        await until_quiet(Looks({"still": quiet(1), "away": None, "late": lagging}), limit=0.2)
    assert refused.value.code == "not_settled"
    assert refused.value.facts == {"services": "away, late"}


async def test_what_is_parked_does_not_move_and_is_named_beside_the_total() -> None:
    stuck = quiet(3).model_copy(update={"parked": 2})
    assert await until_quiet(Looks({"fine": quiet(1), "stuck": stuck})) == Settled(parked={"stuck": 2}, total=4)
