"""`kladka projections`: which read models there are, making them anew while everything goes on, and clearing up."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, Any

import asyncpg
import typer
from aiokafka.errors import KafkaError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from deploy.cli.declared import EVENT_SOURCED, declared
from deploy.cli.running import Exit
from deploy.cli.where import HERE, Where, read_installation
from deploy.installation import Installation
from shared.bus.log import reading
from shared.operations.others_events import CannotTakeOver, OthersEvents
from shared.operations.own_events import OwnEvents
from shared.operations.rebuild import Busy, Report, rebuild
from shared.operations.shadow import AlreadyRebuilding, alone, drop, leftovers
from shared.projection.projection import Projection
from shared.runtime.service import Service
from shared.store.database import Connection, Database

projections = typer.Typer(help="Read models: list them, make them anew, clear up.", no_args_is_help=True)

SERVICE = Annotated[str, typer.Argument(help="A service: " + ", ".join(EVENT_SOURCED))]
MODELS = Annotated[list[str] | None, typer.Argument(help="Read models by their tables; all of the service by default.")]
SIZE = "SELECT count(*), pg_size_pretty(pg_total_relation_size('public.{0}'::regclass)) FROM public.{0}"
SAYS = {
    Busy: "somebody reads or writes for long at a time; nothing was changed, try again later",
    AlreadyRebuilding: "another rebuild of this service, or a backup, is running",
}
"""What is said of a refusal that says nothing itself."""


@projections.command("list")
def list_them(where: Where = HERE) -> None:
    """Every read model, with its rows and size, and what an interrupted rebuild left."""
    installation = read_installation(where)
    table = Table("service", "read model", "made of", "rows", "size")
    left = asyncio.run(_list(installation, table))
    console = Console()
    console.print(table)
    for service, tables in left.items():
        console.print(f"{service}: a rebuild runs or was interrupted, see `drop`: {', '.join(tables)}")


async def _list(installation: Installation, table: Table) -> dict[str, list[str]]:
    left = {}
    for name in EVENT_SOURCED:
        service, database = declared(name), Database(installation.database(name), pool=1)
        async with database.read() as db:
            for made_of, models in (("own events", service.own), ("others' events", service.projections)):
                for model in models:
                    await _row(db, table, name, model, made_of)
            if found := await leftovers(db):
                left[name] = found
        await database.close()
    return left


async def _row(db: Connection, table: Table, service: str, model: Projection[Any], made_of: str) -> None:
    rows, size = await db.driver.fetchrow(SIZE.format(model.table.name))
    table.add_row(service, model.table.name, made_of, f"{rows:,}", size)


@projections.command("rebuild")
def rebuild_them(service: SERVICE, models: MODELS = None, where: Where = HERE) -> None:
    """Make read models anew from the events, while everything goes on. Interrupted, it leaves the live ones as they are.

    Those made of others' events share their progress and are made anew together.
    """
    _known(service, models or [])
    installation, console = read_installation(where), Console()
    try:
        asyncio.run(_rebuild(installation, declared(service), models or [], console))
    except (Busy, AlreadyRebuilding, CannotTakeOver) as refused:
        console.print(f"not rebuilt: {SAYS.get(type(refused), refused)}", style="red")
        raise typer.Exit(Exit.FAILED) from None
    except (OSError, TimeoutError, KafkaError, asyncpg.PostgresError) as fault:
        console.print(f"not rebuilt, the live read models are as they were: {type(fault).__name__}", style="red")
        raise typer.Exit(Exit.FAILED) from None
    except KeyboardInterrupt:
        console.print("interrupted, the live read models are as they were")
        raise typer.Exit(Exit.INTERRUPTED) from None


async def _rebuild(installation: Installation, service: Service, models: Sequence[str], console: Console) -> None:
    url = installation.database(service.name)
    own = _chosen(service.own, models)
    if own:
        with _progress(console, f"{service.name}, own events") as report:
            await rebuild(url, OwnEvents(service.events, own), report)
        console.print(f"made anew: {', '.join(model.table.name for model in own)}")
    reader = service.reader(installation.topic_prefix)
    if reader and _chosen(service.projections, models):
        async with reading(installation.kafka, list(reader.topics)) as log:
            source = await OthersEvents.of(url, log, reader, service.projections)
            with _progress(console, f"{service.name}, others' events") as report:
                await rebuild(url, source, report)
        console.print(f"made anew: {', '.join(model.table.name for model in service.projections)}")


def _chosen(all_of_them: Sequence[Projection[Any]], models: Sequence[str]) -> list[Projection[Any]]:
    return [model for model in all_of_them if not models or model.table.name in models]


@contextmanager
def _progress(console: Console, what: str) -> Iterator[Report]:
    """Events folded, events a second, time left."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"))
    with Progress(*columns, TimeElapsedColumn(), TextColumn("left"), TimeRemainingColumn(), console=console) as progress:
        task = progress.add_task(what, total=None, rate="")

        def report(done: int, total: int) -> None:
            speed = progress.tasks[task].speed
            progress.update(task, completed=done, total=total, rate=f"{speed:,.0f} events/s" if speed else "")

        yield report


@projections.command("drop")
def drop_leftovers(service: SERVICE, where: Where = HERE) -> None:
    """Drop what an interrupted rebuild left. The live read models stay: they are only ever replaced."""
    _known(service, [])
    installation, console = read_installation(where), Console()
    try:
        left = asyncio.run(_drop(installation.database(service)))
    except AlreadyRebuilding:
        console.print(f"not dropped: {SAYS[AlreadyRebuilding]}", style="red")
        raise typer.Exit(Exit.FAILED) from None
    console.print(f"dropped: {', '.join(left)}" if left else "nothing was left")


async def _drop(url: str) -> list[str]:
    database = Database(url, pool=1)
    try:
        async with database.read() as db:
            await alone(db)
            return await drop(db)
    finally:
        await database.close()


def _known(service: str, models: Sequence[str]) -> None:
    if service not in EVENT_SOURCED:
        raise typer.BadParameter(f"there is no service {service}; there are {', '.join(EVENT_SOURCED)}")
    there = {model.table.name for model in (*declared(service).own, *declared(service).projections)}
    if unknown := set(models) - there:
        raise typer.BadParameter(f"{service} has no read model {', '.join(sorted(unknown))}; it has {', '.join(sorted(there))}")
