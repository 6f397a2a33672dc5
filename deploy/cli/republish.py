"""`kladka republish`: fill a topic that was lost, or is short, from the store of the service that owns it."""

import asyncio
from typing import Annotated

import asyncpg
import typer
from aiokafka.errors import KafkaError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from deploy.cli.declared import EVENT_SOURCED, declared_topics, source_of
from deploy.cli.running import Exit
from deploy.cli.where import HERE, Where, read_installation
from deploy.installation import Installation
from shared.bus.topics import Topic, ensure_topics
from shared.operations.republish import send_everything_again, send_missing_again
from shared.store.database import Database

LOOK = 0.5
"""Seconds between looks at what is still unsent."""


def republish(
    service: Annotated[str, typer.Argument(help="The service whose topic is filled: " + ", ".join(EVENT_SOURCED))],
    everything: Annotated[bool, typer.Option("--all", help="Send all events again, not only what is missing.")] = False,
    wait: Annotated[bool, typer.Option(help="Wait until the service has sent it; it must be running.")] = True,
    where: Where = HERE,
) -> None:
    """Send events again: same ids, same numbers, in order. Subscribers drop what they have seen."""
    if service not in EVENT_SOURCED:
        raise typer.BadParameter(f"there is no service {service}; there are {', '.join(EVENT_SOURCED)}")
    installation, console = read_installation(where), Console()
    try:
        asyncio.run(_republish(installation, service, everything, wait, console))
    except (OSError, TimeoutError, KafkaError, asyncpg.PostgresError) as fault:
        console.print(f"not done: {type(fault).__name__}; what is in the outbox is sent all the same", style="red")
        raise typer.Exit(Exit.FAILED) from None


async def _republish(found: Installation, service: str, everything: bool, wait: bool, console: Console) -> None:
    url, topic = found.database(service), Topic(found.topic_prefix, service).name
    await ensure_topics(found.kafka, declared_topics(found.topic_prefix), found.replication_factor)
    if everything:
        again = await send_everything_again(url)
    else:
        again = await send_missing_again(url, found.kafka, topic, source_of(service, found.centre))
    console.print(f"{topic}: {again:,} events are sent again" if again else f"{topic}: nothing is missing")
    if again and wait:
        await _sent(url, console)


async def _sent(url: str, console: Console) -> None:
    database = Database(url, pool=1)
    columns = (TextColumn("sent"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        left = total = await _unsent(database)
        task = progress.add_task("", total=total)
        while left:
            await asyncio.sleep(LOOK)
            left = await _unsent(database)
            progress.update(task, completed=max(0, total - left))
    await database.close()


async def _unsent(database: Database) -> int:
    async with database.read() as db:
        return int(await db.driver.fetchval("SELECT count(*) FROM outbox"))
