"""`kladka secrets`: the secrets of an installation under compose, made once; what exists is never replaced.

The directory is closed to everyone but its owner; its files are open, because compose shows each of them to a container
whose user is another one.
"""

from pathlib import Path
from secrets import token_urlsafe
from typing import Annotated

import typer

from deploy.local.credentials import make_credentials
from deploy.local.private_files import OWNER_ONLY_DIRECTORY, keep_private
from deploy.local.settings import SERVICES

READABLE = 0o444
SUPERUSER = "postgres"
PASSWORD_BYTES = 24


def secrets(
    directory: Annotated[Path, typer.Argument(help="Where the secrets lie; keep a copy apart from the data.")],
) -> None:
    """Make the keys, the databases' passwords and the accounts of a trial, as far as they are missing."""
    directory.mkdir(mode=OWNER_ONLY_DIRECTORY, parents=True, exist_ok=True)
    directory.chmod(OWNER_ONLY_DIRECTORY)
    before = set(directory.iterdir())
    make_credentials(directory)
    for role in (SUPERUSER, *SERVICES):
        keep_private(password_file(directory, role), lambda: token_urlsafe(PASSWORD_BYTES))
    made = sorted(set(directory.iterdir()) - before)
    for file in made:
        file.chmod(READABLE)
    typer.echo(f"{directory}: {len(made)} secrets made, {len(before)} files left as they were")


def password_file(directory: Path, role: str) -> Path:
    """Where the password of a database role stands."""
    return directory / f"database-{role}.password"
