"""One run: clients at work, faults striking, everything quiet again, the judge."""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random

from aiokafka.errors import KafkaError

from shared.testing.eventually import eventually
from tests.chaos import asked, words
from tests.chaos.answers import ACCOUNTANT, COORDINATOR, Intent, Log, Wish
from tests.chaos.client import Client, Office
from tests.chaos.evidence import READERS, Evidence, gather, quiet
from tests.chaos.faults import STRIKES, Fault, Kind, pairs, plan
from tests.chaos.installation import PREFIX, Installation, installation
from tests.chaos.judge import judge
from tests.chaos.knowledge import BEGIN, Knowledge
from tests.chaos.report import RECOVERS_WITHIN, Report, make_report

LOOK = 0.25
GIVEN_UP_AFTER = 3 * RECOVERS_WITHIN
"""Seconds without recovery after which the run ends: what follows would prove nothing."""
QUIET_WITHIN = 180.0
BUSY, BUSY_WITHIN = 3, 2.0
"""So many commands are in flight when a fault strikes, unless they take longer than this (seconds) to come together."""


@dataclass(frozen=True, slots=True)
class Options:
    """`pause`: seconds between two commands of a client, on average. `overlap`: share of faults that strike two at a time."""

    seed: int
    faults: int
    place: Path
    clients: int = 6
    pause: float = 0.25
    day: float = 12.0
    """Seconds of a business day."""
    calm: float = 1.5
    """Longest pause after a recovery."""
    overlap: float = 0.15
    warm_up: int = 60
    """Accepted commands before the first fault."""
    say: Callable[[str], None] = field(default=lambda _: None)


class Run:
    """The parts of a run that know each other."""

    def __init__(self, options: Options, whole: Installation, office: Office) -> None:
        self.options = options
        self.whole = whole
        self.office = office
        self.known = Knowledge()
        self.stop = asyncio.Event()
        self.faults: list[Fault] = []
        self.started = time.monotonic()
        self._rng = Random(f"{options.seed}/faults")  # noqa: S311 - to be drawn again, not to be secret
        self._probes = 0

    async def work(self) -> None:
        """Clients, days and faults; returns when every client has its last answer."""
        await self._day(0)
        async with asyncio.TaskGroup() as group:
            for number in range(self.options.clients):
                client = Client(number, self.options.seed, self.office, self.known, self.options.pause)
                group.create_task(client.work(self.stop))
            group.create_task(self._days())
            await self._until_warm()
            await self._hurt()
            self.stop.set()

    async def _until_warm(self) -> None:
        enough = self.options.warm_up

        async def accepted() -> int:
            return sum(one.accepted for one in self.office.log.intents)

        await eventually(accepted, lambda found: found >= enough, within=120, what="commands before the first fault")

    async def _hurt(self) -> None:
        kinds = pairs(self._rng, plan(self._rng, self.options.faults), self.options.overlap)
        for together in kinds:
            await asyncio.gather(*(self._strike(together, place) for place in range(len(together))))
            await asyncio.sleep(self._rng.uniform(0.3, self.options.calm))

    async def _strike(self, together: tuple[Kind, ...], place: int) -> None:
        """One fault, from the moment it strikes until all parts are ready and a command has gone all the way."""
        kind, others = together[place], together[:place] + together[place + 1 :]
        if place:
            await asyncio.sleep(self._rng.uniform(0.2, 3))  # while the first still hurts
        await self._until_busy()
        fault = Fault(kind, at=round(time.monotonic() - self.started, 1), together_with=others[0] if others else None)
        fault.in_flight, fault.load = self.office.log.in_flight, os.getloadavg()[0]
        self.faults.append(fault)
        struck = time.monotonic()
        async with asyncio.timeout(GIVEN_UP_AFTER):
            await _again_and_again(lambda: STRIKES[kind](self.whole, self._rng, fault))
            while unready := await self.whole.unready():
                fault.last_ready = unready[-1]
                await asyncio.sleep(LOOK)
            fault.ready_in = time.monotonic() - struck
            await self._probe()
        fault.recovered_in = time.monotonic() - struck
        accepted = sum(one.accepted for one in self.office.log.intents)
        self.options.say(
            f"{len(self.faults):4} {fault.at:7.1f} s  {kind:34} {fault.target:16} in flight {fault.in_flight:2}"
            f"  recovered in {fault.recovered_in:5.1f} s (ready in {fault.ready_in:5.1f} s {fault.last_ready})"
            f"  load {fault.load:4.1f}  accepted {accepted}"
        )

    async def _until_busy(self) -> None:
        """Faults strike while commands are in flight, which is soon the case."""
        with suppress(TimeoutError):
            async with asyncio.timeout(BUSY_WITHIN):
                while self.office.log.in_flight < BUSY:
                    await asyncio.sleep(0.002)

    async def _probe(self) -> None:
        """A project is opened, finance hears of it, reporting counts in it."""
        self._probes += 1
        code = f"probe-{self._probes}"
        definition = words.project(code, {"residents": 1})
        await self.office.command(Wish(COORDINATOR, "open_project", {"definition": definition}), f"{code}/open")
        await self._heard(code)
        while (await self.office.query("headcount", project=code, as_of=self.known.today.isoformat()))[0] != 200:
            await asyncio.sleep(LOOK)

    async def _heard(self, code: str) -> Intent:
        """A budget is refused until finance has heard of the project; each attempt is a command of its own."""
        tries = 0
        while True:
            tries += 1
            intent = await self.office.command(Wish(ACCOUNTANT, "approve_budget", words.budget(code)), f"{code}/budget/{tries}")
            if intent.accepted:
                return intent
            await asyncio.sleep(LOOK)

    async def _days(self) -> None:
        number = 0
        while not self.stop.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self.stop.wait(), self.options.day)
            number += 1
            await self._day(number)

    async def _day(self, number: int) -> None:
        to = (BEGIN + timedelta(days=number)).isoformat()
        intent = await self.office.command(Wish("admin", "advance_clock", {"to": to}), f"clock/{number}")
        self.known.learn(intent)

    async def settled(self) -> None:
        """Nothing is on its way: by the tables, by the gateway, and by the tables once more."""
        for _ in range(2):
            await eventually(self._moving, lambda moving: not moving, within=QUIET_WITHIN, what="everything quiet")
            await self.office.command(Wish(COORDINATOR, "settle", {}), f"settle/{time.monotonic()}")

    async def _moving(self) -> dict[str, int]:
        await asyncio.sleep(LOOK)
        return await quiet(self.whole.databases, READERS, PREFIX)


async def _again_and_again(strike: Callable[[], Awaitable[None]]) -> None:
    """Producing records may itself meet a broker that was just hurt."""
    while True:
        try:
            async with asyncio.timeout(60):
                return await strike()
        except (OSError, KafkaError):
            await asyncio.sleep(LOOK)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A run that is over: the report, and what the judge was given."""

    report: Report
    intents: list[Intent]
    evidence: Evidence


async def run(options: Options) -> Outcome:
    """Everything, from an empty installation to the report."""
    log = Log(options.place / "answers.jsonl")
    try:
        async with installation(options.place / "stack") as whole:
            rng = Random(f"{options.seed}/office")  # noqa: S311 - to be drawn again, not to be secret
            office = Office(whole.stack.gateway_url, whole.stack.accounts, log, rng)
            try:
                return await _played(Run(options, whole, office))
            finally:
                await office.close()
    finally:
        log.close()


async def _played(play: Run) -> Outcome:
    log = play.office.log
    await play.work()
    seconds = time.monotonic() - play.started
    await play.settled()
    play.options.say(f"all is quiet {time.monotonic() - play.started - seconds:.1f} s after the last answer; the judge reads")
    evidence = await gather(play.whole.databases, play.whole.stack.kafka.address, PREFIX)
    verdict = judge(log.intents, evidence)
    seen = await asked.differences(play.office, verdict.told, verdict.raced)
    report = make_report(play.options.seed, seconds, log, play.faults, verdict, seen)
    return Outcome(report, log.intents, evidence)
