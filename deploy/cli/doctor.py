"""`kladka doctor`: is the installation well? With `--deep`: is anything missing, doubled or different anywhere?"""

import asyncio
from typing import Annotated

import asyncpg
import typer
from aiokafka.errors import KafkaError
from rich.console import Console
from rich.table import Table

from deploy.cli.declared import EVENT_SOURCED
from deploy.cli.running import Exit
from deploy.cli.where import HERE, Where, read_installation
from deploy.installation import Installation
from deploy.local.settings import SERVICES
from shared.operations.finding import Finding, Verdict, fault

COLOURS = {Verdict.SOUND: "green", Verdict.WATCH: "yellow", Verdict.FAULT: "red"}
AWAY = (OSError, TimeoutError, KafkaError, asyncpg.PostgresError, asyncpg.InterfaceError)
MOMENT = 5.0
"""Seconds that consumers have to move."""
Found = dict[str, list[Finding]]


def doctor(
    deep: Annotated[bool, typer.Option("--deep", help="Compare stores, topics and read models event by event.")] = False,
    where: Where = HERE,
) -> None:
    """Examine the installation. Exit status 1 when something is at fault; what should be watched is no fault."""
    installation, console = read_installation(where), Console()
    with console.status("looking…"):
        found = asyncio.run(_examine(installation, deep))
    table = Table("service", "part", "verdict", "what was found")
    for service, findings in found.items():
        for one in findings:
            table.add_row(service, one.part, f"[{COLOURS[one.verdict]}]{one.verdict}", one.says)
    console.print(table)
    faults = sum(one.verdict is Verdict.FAULT for findings in found.values() for one in findings)
    console.print(f"{faults} faults" if faults else "no faults")
    raise typer.Exit(Exit.FAILED if faults else Exit.OK)


async def _examine(installation: Installation, deep: bool) -> Found:
    from deploy.doctor.quick import look_at_service, look_at_topics

    found: Found = {}
    for name in SERVICES:
        try:
            found[name] = await look_at_service(installation, name)
        except AWAY as error:
            found[name] = [fault("database", f"does not answer ({type(error).__name__})")]
    found["kafka"] = await look_at_topics(installation)
    if deep:
        await _deeply(installation, found)
    return found


async def _deeply(installation: Installation, found: Found) -> None:
    from deploy.doctor.deep import Looks, compare_consumers, examine, published, seen, waits

    def quietly(done: int, total: int) -> None:
        """A spinner turns meanwhile."""

    try:
        applied = {name: await seen(installation, name) for name in EVENT_SOURCED}
        owners = {name: await published(installation, name) for name in EVENT_SOURCED}
        await asyncio.sleep(MOMENT)
        for name in EVENT_SOURCED:
            found[name] += await examine(installation, name, quietly)
            looks = Looks(applied[name], await seen(installation, name), await waits(installation, name))
            found[name] += compare_consumers(name, installation.topic_prefix, looks, owners)
    except AWAY as error:
        found["deep"] = [fault("examination", f"broken off: {type(error).__name__}")]
