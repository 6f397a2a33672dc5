"""`kladka keys`: the keys that wrap the keys of persons: look, put a new one in front, forget an old one; a lost search key."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import asyncpg
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from deploy.backup.errors import NotDone
from deploy.cli.desk import say_no
from deploy.cli.running import Exit
from deploy.cli.where import HERE, Where, read_installation
from deploy.installation import Installation
from deploy.privacy.rotation import Use, Wrapped, forget, look, rotate
from shared.store.database import Database
from shared.store.keyring import accept_new_search_key

keys = typer.Typer(
    help="The keys that wrap the keys of persons: list, rotate, forget; and a search key that is lost.", no_args_is_help=True
)

NO_KEY = "none"
Service = Annotated[str | None, typer.Option("--service", help="Only this service.")]
FROM_ENVIRONMENT = """\
{0}: its keys come from the environment, where no command can write. Put a new key in front of KLADKA_SEALING_KEYS
(name:base64 of 32 random bytes, then a comma) and start the service again. Then write the same keys into a file, one a
line, name it under `sealing_keys` in the installation file, and say `kladka keys rotate`: it wraps with the new key what
the old one still wraps. Only then take the old one out of the environment."""


@keys.command("list")
def list_keys(service: Service = None, where: Where = HERE) -> None:
    """The keys of each service: what each wraps, and how many of the data keys it wrapped are destroyed."""
    console, installation = Console(), read_installation(where)
    files = _files(installation, service, console)
    table = Table("service", "key", "", "data keys", "destroyed")
    with _said(console, "not listed"):
        for found in asyncio.run(_look(installation, files)):
            for row in _rows(found):
                table.add_row(*row)
    console.print(table)


@keys.command("rotate")
def rotate_keys(service: Service = None, where: Where = HERE) -> None:
    """Put a new key in front and wrap every data key with it, while everything goes on; no event is written again.

    Interrupted, say it again: it goes on.
    """
    console, installation = Console(), read_installation(where)
    files = _files(installation, service, console)

    def progress(name: str, key: str, done: int) -> None:
        console.print(Text(f"{name}: {done:,} data keys are wrapped with {key}"), soft_wrap=True)

    with _said(console, "not rotated"):
        new = asyncio.run(rotate(_urls(installation, files), files, progress))
    console.print(
        "copy the key files to where they are kept, then `kladka keys forget` may drop the old ones"
        if new
        else "an earlier rotation was finished; say it again for new keys"
    )


@keys.command("forget")
def forget_key(
    name: Annotated[str, typer.Argument(help="The key to drop, as `list` names it.")],
    service: Service = None,
    where: Where = HERE,
) -> None:
    """Drop an old key that wraps nothing any more. Backups of keys that were made with it can then not be read."""
    console, installation = Console(), read_installation(where)
    files = _files(installation, service, console)
    with _said(console, "not forgotten"):
        having = asyncio.run(forget(_urls(installation, files), files, name))
    console.print(Text(f"{name} is forgotten by {', '.join(having)}"))
    console.print("backups of keys that were made before the rotation can no longer be read, unless a copy of it is kept")


@keys.command("new-search-key")
def accept_search_key(service: Service = None, where: Where = HERE) -> None:
    """The search key is lost with the backup of the keys: let services that refuse to start make a new one.

    A service that has its key keeps it.
    """
    console, installation = Console(), read_installation(where)
    files = _files(installation, service, console)
    with _said(console, "not accepted"):
        asyncio.run(_accept(_urls(installation, files)))
    console.print(Text(f"{', '.join(files)}: the next start uses the search key that is there, or makes one"), soft_wrap=True)
    console.print("who can still be opened is found again after `kladka persons reindex`")


async def _accept(urls: Mapping[str, str]) -> None:
    for url in urls.values():
        database = Database(url, pool=1)
        try:
            async with database.read() as db:
                await accept_new_search_key(db)
        finally:
            await database.close()


def _files(installation: Installation, service: str | None, console: Console) -> Mapping[str, Path]:
    """The key files of the services asked for. Ends the command when there is none to work on."""
    known = installation.sealing_keys
    chosen = {name: file for name, file in known.items() if service in (None, name)}
    if chosen:
        return chosen
    if service is not None and service not in installation.databases:
        raise typer.BadParameter(f"there is no service {service}; there are {', '.join(installation.databases)}")
    say_no(console, FROM_ENVIRONMENT.format(service or "the installation file names no key file"))
    raise typer.Exit(Exit.FAILED)


def _urls(installation: Installation, files: Mapping[str, Path]) -> dict[str, str]:
    return {service: installation.database(service) for service in files}


async def _look(installation: Installation, files: Mapping[str, Path]) -> list[Wrapped]:
    return [await look(service, installation.database(service), file) for service, file in files.items()]


def _rows(one: Wrapped) -> Iterator[tuple[str, str, str, str, str]]:
    for name in [*one.keys, *(name for name in one.used if name not in one.keys)]:
        use = one.used.get(name, Use())
        yield one.service, name, _state(one, name, use), f"{use.living:,}", f"{use.destroyed:,}"


def _state(one: Wrapped, name: str, use: Use) -> str:
    """What is under `none` was erased without ever having had a key."""
    if name in one.keys:
        return "wraps" if name == one.first else "opens"
    return "MISSING" if use.living else "forgotten" if name != NO_KEY else ""


@contextmanager
def _said(console: Console, what: str) -> Iterator[None]:
    """One sentence for whatever is wrong, and status 1."""
    try:
        yield
    except NotDone as error:
        say_no(console, f"{what}: {error}")
        raise typer.Exit(Exit.FAILED) from None
    except (OSError, asyncpg.PostgresError) as fault:
        say_no(console, f"{what}: {type(fault).__name__}: a database does not answer, or has no keys yet")
        raise typer.Exit(Exit.FAILED) from None
