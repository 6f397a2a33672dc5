"""`kladka demo`: the whole system from nothing, a project played through it, and nothing left afterwards.

A demo that fails keeps its run directory, so that the logs can be read; the next one begins anew.
"""

import asyncio
from typing import Annotated

import typer
from rich.console import Console

from deploy.cli.progress import StackProgress
from deploy.cli.running import Exit, in_foreground
from deploy.local.run_directory import RUNS, erase
from deploy.local.stack import EmbeddedStack

RUN_DIR = RUNS / "demo"
PEOPLE, PLACES = 420, 350  # 350 places are those of the announcement


People = Annotated[int, typer.Option(envvar="KLADKA_DEMO_PEOPLE", min=30, help="How many people apply in the demo.")]
Places = Annotated[int, typer.Option(envvar="KLADKA_DEMO_PLACES", min=20, help="How many places the demo has.")]


def demo(people: People = PEOPLE, places: Places = PLACES) -> None:
    """Start the whole system, play a real project through it, show what came of it, stop."""
    console = Console()
    status = asyncio.run(in_foreground(_stack, lambda stack: _play(stack, console, people, places), console))
    if status == Exit.FAILED:
        console.print(f"The logs are kept in {RUN_DIR / 'logs'}")
    else:
        erase(RUN_DIR)
    raise typer.Exit(status)


def _stack(notice: StackProgress) -> EmbeddedStack:
    erase(RUN_DIR)
    return EmbeddedStack(RUN_DIR, clock="driven", notice=notice)


async def _play(stack: EmbeddedStack, console: Console, people: int, places: int) -> int:
    # Here and not above: the other commands must not wait for everything that a scenario needs.
    from deploy.play.demo import run_demo

    return await run_demo(stack.gateway_url, stack.accounts, stack.run_dir, console, people, places)
