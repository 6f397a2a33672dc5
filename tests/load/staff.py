"""Fifty members of staff: they come in over half a minute, then work side by side until the day is over."""

import asyncio
import time
from pathlib import Path
from random import Random

from deploy.local.credentials import MUNICIPAL_CENTRE, PARTNER
from deploy.play.client import Accounts, Login
from tests.load.errands import DAYS, Errand
from tests.load.hiring import hired
from tests.load.office import Clock
from tests.load.screen import Person, screen

CASE_WORKERS = [("social_worker", MUNICIPAL_CENTRE)] * 5 + [("social_worker", PARTNER)]
OTHERS = [(role, MUNICIPAL_CENTRE) for role in ("coordinator", "accountant", "trainer", "auditor")]
COMING_IN = 30.0
"""Seconds over which they sign in; nothing counts before all have."""


async def at_work(url: str, accounts: Path, clock: Clock, staff: int, seconds: float) -> None:
    """All of them; what takes place in the last `seconds` counts. Six of ten do case work."""
    posts = (CASE_WORKERS + OTHERS) * (1 + staff // 10)
    async with screen(url) as http:
        people = await hired(http, Accounts.from_file(accounts).find("admin"), posts[:staff])
    ends = time.monotonic() + COMING_IN + seconds
    days = [_day(url, account, clock, number, ends) for number, account in enumerate(people)]
    await asyncio.gather(_counting(clock), *days)


async def _counting(clock: Clock) -> None:
    await asyncio.sleep(COMING_IN)
    clock.start()


async def _day(url: str, account: Login, clock: Clock, number: int, ends: float) -> None:
    rng = Random(number)  # noqa: S311
    await asyncio.sleep(rng.random() * COMING_IN)
    async with screen(url) as http:
        me = Person(http, clock, rng, number)
        await me.sign_in(account)
        try:
            async with asyncio.timeout(ends - time.monotonic()):
                await _errands(me, account.roles[0])
        except TimeoutError:
            return


async def _errands(me: Person, role: str) -> None:
    """One after the other, for ever."""
    errands: list[Errand] = [one for often, one in DAYS[role] for _ in range(often)]
    while True:
        await me.rng.choice(errands)(me)
