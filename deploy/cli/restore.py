"""`kladka restore`: an installation becomes what it was when a backup was made.

The services must be stopped. The embedded stack ends its PostgreSQL and Kafka with them, so for `--run-dir` both are
started here and stopped again.
"""

import asyncio
from pathlib import Path
from typing import Annotated

import asyncpg
import typer
from aiokafka.errors import KafkaError
from rich.console import Console

from deploy.backup.errors import NotDone
from deploy.backup.restore import Wish
from deploy.backup.restore import restore as restore_backup
from deploy.cli.running import Exit, in_foreground
from deploy.cli.where import HERE, Where, read_installation
from deploy.installation import Installation
from deploy.local.credentials import SEALING
from deploy.local.settings import SERVICES
from deploy.local.stack import EmbeddedStack


def restore(
    directory: Annotated[Path, typer.Argument(help="What `kladka backup` has made.", exists=True, file_okay=False)],
    keys: Annotated[
        Path | None, typer.Option(help="The keys, as `kladka backup --keys` has made them.", exists=True, file_okay=False)
    ] = None,
    without_keys: Annotated[
        bool, typer.Option("--without-keys", help="There is no backup of the keys: nothing sealed will open.")
    ] = False,
    erasures: Annotated[
        Path | None, typer.Option(help="Who was erased, as `kladka privacy erasures --out` lists them.", dir_okay=False)
    ] = None,
    no_erasures_known: Annotated[
        bool, typer.Option("--no-erasures-known", help="Nothing is left that knows who was erased after the backup.")
    ] = False,
    where: Where = HERE,
    run_dir: Annotated[
        Path | None, typer.Option(help="An embedded stack that does not run; its `keys` are there already.", file_okay=False)
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Drop what the databases hold.")] = False,
    keep_topics: Annotated[
        bool, typer.Option("--keep-topics", help="Leave Kafka as it is: it holds no topics, or the same events.")
    ] = False,
) -> None:
    """Restore all databases from a backup, and let the topics be filled again from them."""

    wish = Wish(directory, keys, without_keys, replace, keep_topics, erasures, no_erasures_known)

    async def into(installation: Installation) -> int:
        return await _restore(installation, wish)

    if run_dir is None:
        raise typer.Exit(asyncio.run(into(read_installation(where))))

    async def use(stack: EmbeddedStack) -> int:
        return await into(stack.settings.installation(SERVICES))

    stopped = _stopped(run_dir)
    raise typer.Exit(
        asyncio.run(in_foreground(lambda notice: EmbeddedStack(stopped, services=(), notice=notice), use, Console()))
    )


def _stopped(run_dir: Path) -> Path:
    """New keys would open nothing that the backup holds."""
    if missing := [name for name in SEALING if not (run_dir / "keys" / f"sealing-{name}.key").is_file()]:
        raise typer.BadParameter(f"{run_dir / 'keys'}: the keys of {', '.join(missing)} are missing; copy them there first")
    return run_dir


async def _restore(installation: Installation, wish: Wish) -> int:
    try:
        manifest = await restore_backup(installation, wish, typer.echo)
    except (NotDone, OSError, asyncpg.PostgresError, KafkaError) as error:
        typer.echo(f"nothing was restored: {error}", err=True)
        return Exit.FAILED
    typer.echo(f"restored as of {manifest.taken_at:%Y-%m-%d %H:%M:%S} UTC; start the services")
    return Exit.OK
