"""Where an installation is: the file that tells an operator's tools its databases, Kafka, services and keys.

The embedded stack writes it at each start; under compose it is `deploy/compose/installation.json`. It holds addresses and
paths, never a password or a key.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer
from pydantic import BaseModel, ConfigDict, ValidationError

from deploy.local.run_directory import RUNS
from shared.runtime.settings import with_password


class Installation(BaseModel):
    """Addresses of one installation."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    databases: Mapping[str, str]
    """By service: postgresql://user@host:port/name, without a password."""
    passwords: Mapping[str, Path]
    """By service: the file with the password of its database user."""
    services: Mapping[str, str]
    """By service: its base URL."""
    signing_key: Path
    """The private key that the gateway signs with: whoever reads it may do everything."""
    kafka: str
    topic_prefix: str = "kladka"
    replication_factor: int = 1
    centre: str

    def database(self, service: str) -> str:
        """The address of a service's database, with its password."""
        return with_password(self.databases[service], self.passwords[service].read_text("utf-8").strip())


def read_installation(file: Path) -> Installation:
    """Raises `typer.BadParameter`, naming the file and what is wrong with it."""
    try:
        return Installation.model_validate(json.loads(file.read_text("utf-8")))
    except OSError as error:
        raise typer.BadParameter(f"{file}: {error.strerror}") from error
    except (json.JSONDecodeError, ValidationError) as error:
        raise typer.BadParameter(f"{file}: not an installation file") from error


FILE = "installation.json"
Where = Annotated[
    Path,
    typer.Option(
        "--installation",
        envvar="KLADKA_INSTALLATION",
        help="The file that says where the installation is; the embedded stack writes it into its run directory.",
    ),
]
HERE = RUNS / "up" / FILE
"""The embedded stack of `kladka up`."""
