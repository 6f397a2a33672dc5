"""Where the parts of one installation are; read by an operator's tools, written by the embedded stack at each start.

It holds addresses and paths, never a password or a key. `deploy.cli.where` is the option that names the file.
"""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field

from shared.runtime.settings import with_password

FILE = "installation.json"
"""Its name in a run directory; under compose it is `deploy/compose/installation.json`."""


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
    sealing_keys: Mapping[str, Path] = Field(default_factory=dict)
    """By service: the file with its key-encryption keys; those that take them from the environment are not named."""
    kafka: str
    topic_prefix: str = "kladka"
    replication_factor: int = 1
    centre: str
    administrator: str | None = None
    """The database role that may make databases; None: those of the services may."""
    administrator_password: Path | None = None

    def database(self, service: str) -> str:
        """The address of a service's database, with its password."""
        return with_password(self.databases[service], self.passwords[service].read_text("utf-8").strip())

    def administration(self, service: str) -> str:
        """The address of the database `postgres` on the server of a service, for the role that may make databases."""
        parts = urlsplit(self.databases[service])
        if self.administrator is None or self.administrator_password is None:
            return urlsplit(self.database(service))._replace(path="/postgres").geturl()
        _, _, place = parts.netloc.rpartition("@")
        url = parts._replace(netloc=f"{self.administrator}@{place}", path="/postgres").geturl()
        return with_password(url, self.administrator_password.read_text("utf-8").strip())
