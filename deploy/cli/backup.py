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

WITHOUT_KEYS = """\
The keys are NOT backed up: without a backup of the keys from the same moment or a later one nobody will ever open what
is sealed in this one. Name a directory apart from it: --keys DIRECTORY."""


def backup(
    directory: Annotated[Path, typer.Argument(help="The directory to make; it must not exist.")],
    keys: Annotated[
        Path | None, typer.Option(help="Where the keys of persons go: another directory to make, kept apart from the data.")
    ] = None,
    where: Where = HERE,
) -> None:
    """Write a backup of all databases: one dump for each service and a manifest; their keys into a directory of their own."""
    installation = read_installation(where)
    try:
        manifest = asyncio.run(back_up(installation, directory, typer.echo, keys))
    except (NotDone, OSError, asyncpg.PostgresError) as error:
        typer.echo(f"no backup was made: {error}", err=True)
        raise typer.Exit(Exit.FAILED) from None
    moment = f"as of {manifest.taken_at:%Y-%m-%d %H:%M:%S} UTC"
    typer.echo(f"{directory}: {len(manifest.dumps)} databases {moment}")
    typer.echo(f"{keys}: their keys {moment}" if keys else WITHOUT_KEYS, err=keys is None)
