"""What a backup is: one dump for each service and a manifest that is written last and says what they must be.

A directory without a manifest, or with a file that is not the one described, is no backup. The data and the keys are
backups of their own, each in a directory of its own.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Literal, TypeVar

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


class KeysHeld(BaseModel):
    """What a keyring held at the point in time."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    revision: str = Field(description="of the migrations")
    living: int = Field(description="data keys")
    destroyed: int = Field(description="data keys of which only the owner is left")


class File(BaseModel):
    """A file as it must be."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    bytes: int
    sha256: str


class Dump(File):
    """The dump of one service's database."""

    held: Held


class KeysDump(File):
    """The dump of one service's keyring."""

    held: KeysHeld


class Backup(BaseModel):
    """What every backup says of itself; `taken_at` is the point in time by the databases' clock."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1] = 1
    taken_at: datetime
    centre: str
    topic_prefix: str
    kladka: str
    pg_dump: str


class Manifest(Backup):
    """A backup of the data: everything but the keys."""

    holds: Literal["data"] = "data"
    dumps: Mapping[str, Dump]
    """By service."""


class KeysManifest(Backup):
    """A backup of the keys. With those of the same moment, or of a later one, a backup of the data can be opened."""

    holds: Literal["keys"] = "keys"
    dumps: Mapping[str, KeysDump]
    """By service."""


B = TypeVar("B", Manifest, KeysManifest)


def dump_file(directory: Path, service: str) -> Path:
    """Where the dump of a service lies."""
    return directory / f"{service}.dump"


def described(file: Path) -> File:
    """A file as the manifest lists it."""
    return File(bytes=file.stat().st_size, sha256=digest(file))


def digest(file: Path) -> str:
    """SHA-256 of a file, in hexadecimal digits."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def write_manifest(directory: Path, manifest: Manifest | KeysManifest) -> None:
    """On the disk when it returns, since the directory gets its name next."""
    descriptor = os.open(directory / NAME, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(manifest.model_dump_json(indent=2) + "\n")
        file.flush()
        os.fsync(descriptor)


def read_backup(directory: Path) -> Manifest:
    """The manifest of a backup of the data, after every file was found to be the one it describes. Raises `NotDone`."""
    return _read(directory, Manifest)


def read_keys_backup(directory: Path) -> KeysManifest:
    """The manifest of a backup of the keys, after every file was found to be the one it describes. Raises `NotDone`."""
    return _read(directory, KeysManifest)


def _read(directory: Path, kind: type[B]) -> B:
    manifest = _manifest(directory / NAME, kind)
    for service, dump in manifest.dumps.items():
        file = dump_file(directory, service)
        if not file.is_file():
            raise NotDone(f"{file} is missing")
        if digest(file) != dump.sha256:
            raise NotDone(f"{file} is damaged: its checksum is not the one of the manifest")
    return manifest


def _manifest(file: Path, kind: type[B]) -> B:
    try:
        content = json.loads(file.read_text("utf-8"))
        _refuse_another_kind(file, content, kind)
        return kind.model_validate(content)
    except OSError as error:
        raise NotDone(f"{file}: {error.strerror}: this is not a backup, or one that was never finished") from error
    except (ValueError, ValidationError) as error:
        raise NotDone(f"{file} is not a manifest that this version of Kładka reads") from error


def _refuse_another_kind(file: Path, content: object, kind: type[B]) -> None:
    wanted = kind.model_fields["holds"].default
    holds = content.get("holds") if isinstance(content, dict) else None
    if holds != wanted and holds in ("data", "keys"):
        raise NotDone(f"{file.parent} is a backup of the {holds}; one of the {wanted} is wanted")
