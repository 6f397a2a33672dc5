"""`kladka backup`: all databases of the installation at one point in time, while everything runs."""

import asyncio
from pathlib import Path
from typing import Annotated

import asyncpg
import typer

from deploy.backup.errors import NotDone
from deploy.backup.make import back_up
from deploy.cli.running import Exit
from deploy.cli.where import HERE, Where, read_installation


def backup(
    directory: Annotated[Path, typer.Argument(help="The directory to make; it must not exist.")],
    where: Where = HERE,
) -> None:
    """Write a backup of all databases: one dump for each service and a manifest. Keys are not in it."""
    installation = read_installation(where)
    try:
        manifest = asyncio.run(back_up(installation, directory, typer.echo))
    except (NotDone, OSError, asyncpg.PostgresError) as error:
        typer.echo(f"no backup was made: {error}", err=True)
        raise typer.Exit(Exit.FAILED) from None
    typer.echo(f"{directory}: {len(manifest.dumps)} databases as of {manifest.taken_at:%Y-%m-%d %H:%M:%S} UTC")
