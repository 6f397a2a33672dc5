"""Commands without end over many projects, so that every partition has something to do; each is to be accepted in the end."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count, cycle
from pathlib import Path
from uuid import uuid4

from deploy.play.client import Client
from deploy.play.reader import load_yaml
from shared.testing.eventually import eventually
from tests.system.installation import Installation

DEFINITION = Path(__file__).parents[2] / "deploy" / "projects" / "gora-pomocy-3.yaml"
GROUP = "residents"
LIMITS = count(351)
"""A limit that a group has already is refused."""
COORDINATOR = "coordinator"


@dataclass
class Commands:
    """What was accepted so far, by project."""

    accepted: Counter[str] = field(default_factory=Counter)

    async def more(self, number: int) -> None:
        """Return when so many more are accepted than now."""
        before = self.accepted.total()

        async def now() -> int:
            return self.accepted.total() - before

        await eventually(now, lambda more: more >= number, within=30, what=f"{number} more commands are accepted")


async def open_projects(client: Client, number: int) -> list[str]:
    """Projects like the real one, which differ by their code alone."""
    definition = load_yaml(DEFINITION)["project"]
    projects = [f"p-{uuid4().hex[:12]}" for _ in range(number)]
    for project in projects:
        inputs = {"definition": {**definition, "project": project}}
        reply = await client.send(COORDINATOR, "open_project", inputs, key=project)
        assert reply.ok, reply
    return projects


@asynccontextmanager
async def commanding(whole: Installation, projects: Sequence[str]) -> AsyncIterator[Commands]:
    """New limits of the projects' groups, one after the other, until the block ends."""
    commands, done = Commands(), asyncio.Event()
    async with whole.client() as client, asyncio.TaskGroup() as tasks:
        tasks.create_task(_send(client, projects, commands, done))
        try:
            yield commands
        finally:
            done.set()


async def _send(client: Client, projects: Sequence[str], commands: Commands, done: asyncio.Event) -> None:
    for project in cycle(projects):
        inputs = {"project": project, "target_group": GROUP, "limit": next(LIMITS), "reason": "zmiana"}
        reply = await client.send(COORDINATOR, "change_group_limit", inputs, key=str(uuid4()))
        assert reply.ok, reply
        commands.accepted[project] += 1
        if done.is_set():
            return
