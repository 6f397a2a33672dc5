"""`kladka play`: a scenario's dated commands sent through a running gateway, its expectations checked on the way."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from deploy.cli.running import Exit
from deploy.local.run_directory import RUNS

GATEWAY = "http://127.0.0.1:8080"
ACCOUNTS = RUNS / "up" / "keys" / "accounts.json"


def play(
    file: Annotated[Path, typer.Argument(help="The scenario, a YAML file.", exists=True, dir_okay=False)],
    gateway: Annotated[str, typer.Option(help="Address of the gateway.")] = GATEWAY,
    accounts: Annotated[Path, typer.Option(help="File of demo accounts; `kladka up` makes one.")] = ACCOUNTS,
    run: Annotated[str | None, typer.Option(help="Name of this play; the same name again repeats no command.")] = None,
    times: Annotated[bool, typer.Option("--times", help="Show where the time went.")] = False,
) -> None:
    """Send a scenario's commands to a running system and check what it expects of the answers."""
    console = Console()
    raise typer.Exit(asyncio.run(_play(file, gateway, accounts, console, run, times)))


async def _play(file: Path, gateway: str, accounts: Path, console: Console, run: str | None, times: bool) -> int:
    # Here and not above: the other commands must not wait for everything that a play needs.
    from deploy.play.errors import PlayError
    from deploy.play.progress import summary, timings
    from deploy.play.run import play_file

    try:
        played = await play_file(file, gateway, accounts, console, run)
    except PlayError as error:
        console.print(Text(str(error), style="red"))
        return Exit.FAILED
    if times:
        console.print(timings(played.tally))
    console.print(summary(played.tally, played.seconds))
    return Exit.OK
