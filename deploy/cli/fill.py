"""`kladka fill`: recruitment's empty store filled with synthetic projects, to see how an installation behaves when it is big.

For trials only: the people do not exist. Without `--unsent` nothing is sent; `kladka republish` brings it to the topic.
"""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from deploy.cli.where import HERE, Where, read_installation
from deploy.load.filling import CannotFill, Kept
from deploy.load.filling import fill as fill_store
from deploy.load.projects import EVENTS_OF_A_PROJECT, Wanted
from shared.privacy.errors import KeyUnavailable
from shared.privacy.wrapping import Wrapping
from shared.store.database import Database
from shared.store.keyring import Keyring

SERVICE = "recruitment"


def fill(
    events: Annotated[int, typer.Option(help="How many events; a few more, because lives are whole.", min=1)],
    projects: Annotated[int | None, typer.Option(help=f"In how many projects; one for {EVENTS_OF_A_PROJECT}.", min=1)] = None,
    seed: Annotated[int, typer.Option(help="The same seed gives the same people and events.")] = 1,
    unsent: Annotated[bool, typer.Option("--unsent", help="Published events wait in the outbox, to be sent.")] = False,
    sealing_key: Annotated[
        Path | None,
        typer.Option(
            help="Recruitment's key-encryption keys, so that names can be opened; else no key is kept.", dir_okay=False
        ),
    ] = None,
    free: Annotated[
        float | None, typer.Option(help="GiB free on the database's disk, where it cannot be seen from here.", min=0)
    ] = None,
    installation: Where = HERE,
) -> None:
    """Fill recruitment's empty store with synthetic projects (for trials)."""
    url = read_installation(installation).database(SERVICE)
    wanted = Wanted(events, projects or -(-events // EVENTS_OF_A_PROJECT), seed)
    asyncio.run(_fill(url, wanted, sealing_key, unsent, None if free is None else int(free * 2**30)))


async def _fill(url: str, wanted: Wanted, sealing_key: Path | None, unsent: bool, free: int | None) -> None:
    from services.recruitment.main import SERVICE as RECRUITMENT

    console = Console()
    columns = SpinnerColumn(), TextColumn("{task.completed:,.0f} events"), TimeElapsedColumn()
    try:
        with Progress(*columns, console=console) as progress:
            task = progress.add_task("")
            done = await fill_store(
                url,
                wanted,
                await _kept(url, sealing_key) if sealing_key else None,
                RECRUITMENT.own,
                unsent=unsent,
                free=free,
                notice=lambda written: progress.update(task, completed=written),
            )
    except (CannotFill, KeyUnavailable) as reason:
        console.print(str(reason), style="red")
        raise typer.Exit(1) from None
    console.print(f"{done} events in {SERVICE}'s store")


async def _kept(url: str, sealing_key: Path) -> Kept:
    """Recruitment's own keys. Raises `KeyUnavailable` (`wrong_key`)."""
    wrapping, database = Wrapping.from_file(sealing_key), Database(url)
    try:
        keyring = Keyring(database, wrapping)
        await keyring.start()
    finally:
        await database.close()
    return Kept(wrapping, keyring.digest)
