"""What a backup is: one dump for each service and a manifest that is written last and says what they must be.

A directory without a manifest, or with a file that is not the one described, is no backup.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from deploy.backup.errors import NotDone
from deploy.local.private_files import OWNER_ONLY

NAME = "manifest.json"


class Held(BaseModel):
    """What a database held at the point in time."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    revision: str = Field(description="of the migrations")
    events: int = Field(description="in the store; 0 where there is none")
    position: int = Field(description="the highest in the store")
    outbox: int = Field(description="published events that Kafka had not acknowledged")


class Dump(BaseModel):
    """The dump of one service's database."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    held: Held
    bytes: int
    sha256: str


class Manifest(BaseModel):
    """A backup; `taken_at` is the point in time by the databases' clock."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1] = 1
    taken_at: datetime
    centre: str
    topic_prefix: str
    kladka: str
    pg_dump: str
    dumps: Mapping[str, Dump]
    """By service."""


def dump_file(directory: Path, service: str) -> Path:
    """Where the dump of a service lies."""
    return directory / f"{service}.dump"


def described(file: Path, held: Held) -> Dump:
    """A dump as the manifest lists it."""
    return Dump(held=held, bytes=file.stat().st_size, sha256=digest(file))


def digest(file: Path) -> str:
    """SHA-256 of a file, in hexadecimal digits."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def write_manifest(directory: Path, manifest: Manifest) -> None:
    """On the disk when it returns, since the directory gets its name next."""
    descriptor = os.open(directory / NAME, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(manifest.model_dump_json(indent=2) + "\n")
        file.flush()
        os.fsync(descriptor)


def read_backup(directory: Path) -> Manifest:
    """The manifest, after every file was found to be the one it describes. Raises `NotDone`, naming the file."""
    manifest = _manifest(directory / NAME)
    for service, dump in manifest.dumps.items():
        file = dump_file(directory, service)
        if not file.is_file():
            raise NotDone(f"{file} is missing")
        if digest(file) != dump.sha256:
            raise NotDone(f"{file} is damaged: its checksum is not the one of the manifest")
    return manifest


def _manifest(file: Path) -> Manifest:
    try:
        return Manifest.model_validate(json.loads(file.read_text("utf-8")))
    except OSError as error:
        raise NotDone(f"{file}: {error.strerror}: this is not a backup, or one that was never finished") from error
    except (ValueError, ValidationError) as error:
        raise NotDone(f"{file} is not a manifest that this version of Kładka reads") from error
