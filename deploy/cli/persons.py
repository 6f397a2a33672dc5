"""`kladka persons`: the registry's own upkeep: what people are found by, made anew."""

import asyncio
from pathlib import Path
from typing import Annotated

import asyncpg
import typer
from rich.console import Console

from deploy.cli.desk import say_no
from deploy.cli.running import Exit
from deploy.cli.where import HERE, Where, read_installation
from shared.kernel.errors import Refused
from shared.privacy.wrapping import BadKeys, Wrapping
from shared.store.database import Database
from shared.store.keyring import Keyring

persons = typer.Typer(help="The person registry: make anew what people are found by.", no_args_is_help=True)

SERVICE = "recruitment"
PATIENCE = 3600.0
"""Seconds: a million cards are opened in one transaction."""


@persons.callback()
def of_the_registry() -> None:
    """The person registry."""


@persons.command("reindex")
def reindex_persons(
    sealing_key: Annotated[
        Path | None,
        typer.Option(help="Recruitment's key-encryption keys, where the installation file does not name them.", dir_okay=False),
    ] = None,
    where: Where = HERE,
) -> None:
    """Open every card and make anew what people are found by; nobody is registered meanwhile, searches go on."""
    installation, console = read_installation(where), Console()
    file = sealing_key or installation.sealing_keys.get(SERVICE)
    if file is None:
        say_no(console, "no key-encryption keys: name their file with --sealing-key")
        raise typer.Exit(Exit.FAILED)
    try:
        with console.status("opening…"):
            cards = asyncio.run(_reindex(installation.database(SERVICE), file))
    except Refused as no:
        say_no(console, f"nothing was changed: {no.rule} ({no.code})")
        raise typer.Exit(Exit.FAILED) from None
    except (BadKeys, OSError, asyncpg.PostgresError) as fault:
        say_no(console, f"nothing was changed: {type(fault).__name__}")
        raise typer.Exit(Exit.FAILED) from None
    console.print(f"{cards:,} cards can be found")


async def _reindex(url: str, file: Path) -> int:
    from services.recruitment.people.reindex import reindex

    database, keys_database = Database(url, pool=1, patience=PATIENCE), Database(url, pool=1)
    try:
        keyring = Keyring(keys_database, Wrapping.from_file(file))
        await keyring.start()
        return await reindex(database, keyring)
    finally:
        await database.close()
        await keys_database.close()
