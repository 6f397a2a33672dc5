"""PostgreSQL's own programs: pg_dump and pg_restore, from the wheel of the embedded stack or from the path.

A password is handed over in the environment, so it stands in no command line.
"""

import asyncio
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO
from urllib.parse import unquote, urlsplit, urlunsplit

from deploy.backup.errors import NotDone
from deploy.local.errors import NotInstalled
from deploy.local.pginstall import postgres_program
from shared.operations.shadow import SCHEMA

PRIVATE = 0o077
"""The umask: what the programs write is for its owner alone."""
LEFT_OUT = (SCHEMA,)
"""Schemas that are not part of a backup: read models that are just being made anew."""


KEYRING = "keyring"
"""The schema of the keys: its empty tables are in the dump of the data, what they hold is in a dump of its own."""
# gzip's first level: what is sealed does not shrink, and the rest does nearly as well.
FORM = ("--format=custom", "--compress=1", "--no-owner", "--no-acl")


async def dump_data(url: str, file: str, snapshot: str) -> None:
    """Write what this exported snapshot shows of a database, except its keys, into a file. Raises `NotDone`."""
    without = [f"--exclude-schema={schema}" for schema in LEFT_OUT]
    await _run("pg_dump", url, *FORM, *without, f"--exclude-table-data={KEYRING}.*", f"--snapshot={snapshot}", f"--file={file}")


async def dump_keys(url: str, file: str, snapshot: str) -> None:
    """Write the keys that this exported snapshot shows into a file. Raises `NotDone`."""
    await _run("pg_dump", url, *FORM, "--data-only", f"--schema={KEYRING}", f"--snapshot={snapshot}", f"--file={file}")


async def pg_restore(url: str, file: str) -> None:
    """Read a dump into a database that holds none of it; it will belong to the user of the address. Raises `NotDone`."""
    await _run("pg_restore", url, "--single-transaction", "--exit-on-error", "--no-owner", "--no-acl", file)


@contextmanager
def as_sql(file: str) -> Iterator[IO[bytes]]:
    """What a dump holds, as SQL, to be read to its end. Raises `NotDone` when it turns out to be damaged."""
    command = [_program("pg_restore"), "--file=-", file]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        try:
            yield process.stdout
        except BaseException:
            process.kill()
            raise
        if process.wait() != 0:
            raise NotDone(f"{file} is damaged")


async def version() -> str:
    """What `pg_dump --version` says."""
    process = await asyncio.create_subprocess_exec(_program("pg_dump"), "--version", stdout=asyncio.subprocess.PIPE)
    output, _ = await process.communicate()
    return output.decode().strip()


async def _run(name: str, url: str, *arguments: str) -> None:
    address, password = _apart(url)
    process = await asyncio.create_subprocess_exec(
        _program(name),
        f"--dbname={address}",
        *arguments,
        stdin=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "PGPASSWORD": password},
        umask=PRIVATE,
    )
    try:
        _, said = await process.communicate()
    except BaseException:  # also when we are interrupted, nothing goes on without us
        process.kill()
        await process.wait()
        raise
    if process.returncode != 0:
        raise NotDone(f"{urlsplit(address).path.lstrip('/')}: {_first_error(name, said.decode(errors='replace'))}")


def _first_error(name: str, said: str) -> str:
    """Lines of its own only: the server's context may quote a row."""
    own = [line for line in said.splitlines() if line.startswith(f"{name}: error")]
    return own[0] if own else f"{name} failed"


def _program(name: str) -> str:
    """Raises `NotDone`."""
    try:
        return str(postgres_program(name))
    except NotInstalled:
        if found := shutil.which(name):
            return found
        raise NotDone(f"{name} is not installed: `make setup` brings it, so does the image of compose") from None


def _apart(url: str) -> tuple[str, str]:
    """The address without its password, and the password."""
    parts = urlsplit(url)
    user, _, place = parts.netloc.rpartition("@")
    name, _, password = user.partition(":")
    return urlunsplit(parts._replace(netloc=f"{name}@{place}")), unquote(password)
