"""Plays the steps of a scenario in their order; the first answer that is not the expected one ends the play.

Before the clock moves, before every question and before every mark nothing is on its way any more (`settle`), so what a
scenario sees does not depend on how fast the services were.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from time import perf_counter
from uuid import uuid4

from deploy.play.client import Client, Reply
from deploy.play.compare import Difference, differences
from deploy.play.errors import Place, ScenarioError, StepFailed
from deploy.play.masking import shown
from deploy.play.reader import load_yaml
from deploy.play.references import UnknownName, pick, resolve
from deploy.play.steps import Do, Expect, Json, Mark, Scenario, Step

ADMIN = "admin"
ANYBODY = "coordinator"
CLOCK_NOT_DRIVEN = "clock_not_driven"


@dataclass(slots=True)
class Tally:
    """What was played so far."""

    steps: int = 0
    commands: int = 0
    refusals: int = 0
    expectations: int = 0
    marks: int = 0
    dates: int = 0
    operations: Counter[str] = field(default_factory=Counter)
    seconds: dict[str, float] = field(default_factory=dict)
    """Time spent by operation, `settle` and `advance_clock` among them."""

    def spent(self, operation: str, seconds: float) -> None:
        self.operations[operation] += 1
        self.seconds[operation] = self.seconds.get(operation, 0.0) + seconds


Watch = Callable[[Step, date | None, Tally], None]


def unwatched(_step: Step, _today: date | None, _tally: Tally) -> None:
    """For those who do not want to see the progress."""


class Player:
    """One play of one scenario through one gateway.

    `run` is part of the idempotency keys: playing the same run again repeats no command.
    """

    def __init__(self, client: Client, scenario: Scenario, run: str | None = None, watch: Watch = unwatched) -> None:
        self._client = client
        self._scenario = scenario
        self._run = run or uuid4().hex[:12]
        self._watch = watch
        self._settled = False
        self._driven = True
        self._today: date | None = None
        self.names: dict[str, Json] = {}
        self.tally = Tally()

    async def play(self) -> Tally:
        """Play all steps. Raises `ScenarioError`, `StepFailed` or `GatewayAway`."""
        self._client.catalogue.check(self._scenario)
        self._check_actors()
        for step in self._scenario.steps:
            await self._step(step)
            self.tally.steps += 1
            self._watch(step, self._today, self.tally)
        return self.tally

    def _check_actors(self) -> None:
        for step in self._scenario.steps:
            if isinstance(step.action, Do | Expect) and not self._client.knows(step.action.actor):
                raise ScenarioError(step.place, f"there is no demo account {step.action.actor}")

    async def _step(self, step: Step) -> None:
        if step.date is not None and step.date != self._today:
            await self._new_date(step, step.date)
        match step.action:
            case Do() as command:
                await self._do(step, command)
            case Expect() as question:
                await self._expect(step, question)
            case Mark(name):
                await self._mark(step, name)

    async def _new_date(self, step: Step, today: date) -> None:
        await self._settle(step)
        if self._driven:
            await self._advance(step, today)
        self._today = today
        self.tally.dates += 1

    async def _advance(self, step: Step, today: date) -> None:
        inputs = {"to": today.isoformat()}
        reply = await self._timed(
            "advance_clock", lambda: self._client.send(ADMIN, "advance_clock", inputs, self._key(step, "clock"))
        )
        if reply.code == CLOCK_NOT_DRIVEN:
            self._driven = False
            return
        _must(reply.ok, step, "the clock was not moved", inputs, reply)
        if self._today is None:
            await self._check_clock(step, today)
        self._settled = False
        await self._settle(step)  # what has become due on the new day

    async def _check_clock(self, step: Step, today: date) -> None:
        """A driven clock never goes back: a stack that has seen later days cannot play this."""
        reply = await self._client.ask(ANYBODY, "clocks", {})
        _must(reply.ok, step, "clocks was refused", {}, reply)
        if reply.body["business_date"] != today.isoformat():
            raise ScenarioError(step.place, f"the business clock stands at {reply.body['business_date']} and does not go back")

    async def _settle(self, step: Step) -> None:
        if self._settled:
            return
        reply = await self._timed("settle", lambda: self._client.send(ANYBODY, "settle", {}, self._key(step, "settle")))
        _must(reply.ok, step, "settle: something is still on its way", {}, reply)
        _must(not reply.body["parked"], step, "settle: records are parked", {}, reply)
        self._settled = True

    async def _do(self, step: Step, command: Do) -> None:
        inputs = await self._inputs(step, command)
        self._settled = False
        reply = await self._timed(
            command.operation,
            lambda: self._client.send(command.actor, command.operation, inputs, self._key(step, command.operation)),
        )
        self.tally.commands += 1
        self._judge(step, command, inputs, reply)

    async def _expect(self, step: Step, question: Expect) -> None:
        await self._settle(step)
        inputs = await self._inputs(step, question)
        reply = await self._timed(question.operation, lambda: self._client.ask(question.actor, question.operation, inputs))
        self.tally.expectations += 1
        if question.compares and question.refused is None and reply.ok:
            expected = _resolved(step, question.equals, self.names)
            _must_equal(step, question.operation, inputs, list(differences(expected, reply.body)))
        self._judge(step, question, inputs, reply)

    def _judge(self, step: Step, action: Do | Expect, inputs: Mapping[str, Json], reply: Reply) -> None:
        """Refused when a refusal was expected, answered otherwise; then what the step wants to keep is kept."""
        if action.refused is not None:
            _must(reply.code == action.refused, step, f"{action.operation} was to be refused: {action.refused}", inputs, reply)
            self.tally.refusals += 1
            return
        _must(reply.ok, step, f"{action.operation} was refused", inputs, reply)
        for name, path in action.save.items():
            try:
                self.names[name] = pick(reply.body, path)
            except (LookupError, ValueError, TypeError):
                _must(False, step, f"the answer has no {path} to save", inputs, reply)

    async def _mark(self, step: Step, name: str) -> None:
        await self._settle(step)
        reply = await self._client.ask(ANYBODY, "clocks", {})
        _must(reply.ok, step, "clocks was refused", {}, reply)
        self.names[name] = reply.body["database"]
        self.tally.marks += 1

    async def _inputs(self, step: Step, action: Do | Expect) -> Mapping[str, Json]:
        inputs: Mapping[str, Json] = _resolved(step, action.inputs, self.names)
        if set(inputs) != {"file"}:
            return inputs
        file = self._scenario.file.parent / inputs["file"]
        return {"definition": await asyncio.to_thread(_definition, file)}

    def _key(self, step: Step, what: str) -> str:
        return f"{self._scenario.name}/{self._run}/{step.number}/{what}"

    async def _timed(self, operation: str, call: Callable[[], Awaitable[Reply]]) -> Reply:
        started = perf_counter()
        try:
            return await call()
        finally:
            self.tally.spent(operation, perf_counter() - started)


def _definition(file: Path) -> Json:
    """The `project` section of a project definition."""
    content = load_yaml(file)
    if not isinstance(content, dict) or "project" not in content:
        raise ScenarioError(Place(file, 1), "a project definition has a section `project`")
    return content["project"]


def _resolved(step: Step, value: Json, names: Mapping[str, Json]) -> Json:
    try:
        return resolve(value, names)
    except UnknownName as unknown:
        raise ScenarioError(step.place, f"nothing was saved as {unknown}") from None


def _must(holds: bool, step: Step, happened: str, inputs: Mapping[str, Json], reply: Reply) -> None:
    if not holds:
        raise StepFailed(step.place, happened, shown(inputs), f"{reply.status} {shown(reply.body)}")


def _must_equal(step: Step, operation: str, inputs: Mapping[str, Json], found: list[Difference]) -> None:
    if found:
        more = f"; and {len(found) - 5} more" if len(found) > 5 else ""
        raise StepFailed(step.place, f"{operation} is not as expected", shown(inputs), "; ".join(map(str, found[:5])) + more)
