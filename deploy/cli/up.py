"""`kladka up`: the whole system in the foreground until Ctrl-C; its data are there again the next time.

With `--demo` a project has been played through it, in a directory of its own, so nobody's data are touched.
"""

import asyncio
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from deploy.cli.demo import PEOPLE, PLACES, People, Places
from deploy.cli.progress import StackProgress
from deploy.cli.running import Exit, in_foreground
from deploy.local.errors import StackError
from deploy.local.ports import is_free
from deploy.local.run_directory import RUNS, erase
from deploy.local.stack import EmbeddedStack

RUN_DIR, DEMO_DIR = RUNS / "up", RUNS / "up-demo"
PLAYED = DEMO_DIR / "played"
"""Stands there once the project was played to its end."""
GATEWAY_PORT = 8080


class BusinessClock(StrEnum):
    """Where the business date comes from."""

    REAL = "real"
    DRIVEN = "driven"


def up(
    fresh: Annotated[bool, typer.Option("--fresh", help="Delete the data of earlier runs first.")] = False,
    port: Annotated[int, typer.Option(envvar="KLADKA_UP_PORT", help="Port of the gateway; 0 takes a free one.")] = GATEWAY_PORT,
    clock: Annotated[BusinessClock, typer.Option(help="Today's date, or one driven by a scenario.")] = BusinessClock.REAL,
    demo: Annotated[bool, typer.Option("--demo", help="Play a real project through it first (driven clock).")] = False,
    people: People = PEOPLE,
    places: Places = PLACES,
) -> None:
    """Start the whole system and keep it running until Ctrl-C."""
    console = Console()
    if demo:
        fresh, clock = fresh or not PLAYED.exists(), BusinessClock.DRIVEN
    run_dir = DEMO_DIR if demo else RUN_DIR

    async def use(stack: EmbeddedStack) -> int:
        if demo and not PLAYED.exists():
            await _play(stack, console, people, places)
        return await _show_and_wait(stack)

    status = asyncio.run(in_foreground(lambda notice: _stack(run_dir, fresh, port, clock, notice), use, console))
    # Ctrl-C is how this command is meant to end.
    raise typer.Exit(Exit.OK if status == Exit.INTERRUPTED else status)


def _stack(run_dir: Path, fresh: bool, port: int, clock: BusinessClock, notice: StackProgress) -> EmbeddedStack:
    if port and not is_free(port):
        raise StackError(f"port {port} is taken: choose another with --port")
    if fresh:
        erase(run_dir)
    return EmbeddedStack(run_dir, clock=clock.value, gateway_port=port or None, notice=notice)


async def _play(stack: EmbeddedStack, console: Console, people: int, places: int) -> None:
    """Raises `StackError` when the project could not be played to its end."""
    from deploy.play.demo import run_demo

    if await run_demo(stack.gateway_url, stack.accounts, stack.run_dir, console, people, places) != Exit.OK:
        raise StackError("the project was not played to its end")
    PLAYED.touch()


async def _show_and_wait(stack: EmbeddedStack) -> int:
    console = Console()
    console.print(_addresses(stack), _accounts(stack), f"Logs: {stack.logs}", "Ctrl-C stops everything.", sep="\n")
    await stack.failure()
    return Exit.FAILED


def _addresses(stack: EmbeddedStack) -> Table:
    table = Table("part", "address", title="Kładka is running")
    table.add_row("[bold]gateway (HTTP API)", f"[bold]{stack.gateway_url}")
    for service in stack.services:
        table.add_row(service.name, service.url)
    table.add_row("kafka", stack.kafka.address)
    table.add_row("postgres", f"127.0.0.1:{stack.postgres.port} (password in {stack.postgres.password_file})")
    return table


def _accounts(stack: EmbeddedStack) -> Table:
    table = Table(title="Demo accounts")
    for whole in ("login", "password"):  # never shortened: they are there to be copied
        table.add_column(whole, no_wrap=True, overflow="fold")
    table.add_column("name")
    table.add_column("organisation")
    for account in stack.credentials.accounts():
        table.add_row(account.login, account.password, account.name, account.organisation)
    return table
