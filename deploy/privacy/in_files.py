"""Looking through files line by line: logs, mail, backups; what is compressed is opened, a dump is read as its SQL."""

import gzip
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from deploy.backup.errors import NotDone
from deploy.backup.programs import as_sql
from deploy.privacy.findings import Finding, Findings
from deploy.privacy.needles import LONGEST, Needles

BLOCK = 2**20
"""Bytes read at once."""
LONG_LINE = 8 * BLOCK
"""A longer line is searched in pieces, which overlap by more than a value can take."""
OVERLAP = LONGEST * 24


class Readable(Protocol):
    """Whatever gives bytes."""

    def read(self, size: int, /) -> bytes: ...


DUMP, GZIP, ZIP = b"PGDMP", b"\x1f\x8b", b"PK\x03\x04"
LOGS = ("logs", "postgres/data/log", "postgres/data/pg_log", "kafka*/logs")
"""Where the embedded stack, PostgreSQL and Kafka write logs in a run directory."""


def logs_of(run_dir: Path) -> list[Path]:
    """The directories of logs that there are."""
    return [found for place in LOGS for found in sorted(run_dir.glob(place))]


def scan_files(paths: Iterable[Path], needles: Needles, findings: Findings) -> None:
    """Search files, and all files in directories; what cannot be read is reported."""
    for path in paths:
        if not path.exists():
            findings.could_not(str(path), "it does not exist")
        for file in _files(path):
            _scan(file, needles, findings)
            findings.count("files", 1)


def _files(path: Path) -> Iterator[Path]:
    inside = sorted(path.rglob("*")) if path.is_dir() else [path]
    return (file for file in inside if file.is_file() and not file.is_symlink())


def _scan(file: Path, needles: Needles, findings: Findings) -> None:
    name = _name(file, needles, findings)
    try:
        with file.open("rb") as content:
            kind = content.read(len(DUMP))
        with _opened(file, name, kind) as parts:
            for part, text in parts:
                _look(part, text, needles, findings)
    except (OSError, EOFError, NotDone, zipfile.BadZipFile, zlib.error) as fault:
        findings.could_not(name, type(fault).__name__)


def _name(file: Path, needles: Needles, findings: Findings) -> str:
    """How the file is called in what is shown; a name that holds a value is not."""
    if not needles.in_bytes(str(file).encode()):
        return str(file)
    shown = next(parent for parent in file.parents if not needles.in_bytes(str(parent).encode()))
    findings.add(Finding(str(shown), "the name of a file"))
    return f"{shown}/…"


@contextmanager
def _opened(file: Path, name: str, kind: bytes) -> Iterator[Iterable[tuple[str, Readable]]]:
    """The texts in a file, each under the name that is shown."""
    if kind == DUMP:
        with as_sql(str(file)) as sql:
            yield [(f"{name}, as SQL", sql)]
    elif kind.startswith(GZIP):
        with gzip.open(file) as content:
            yield [(name, content)]
    elif kind.startswith(ZIP):
        with zipfile.ZipFile(file) as archive:
            yield ((f"{name}, part {number}", archive.open(one)) for number, one in enumerate(archive.infolist(), 1))
    else:
        with file.open("rb") as raw:
            yield [(name, raw)]


def _look(name: str, content: Readable, needles: Needles, findings: Findings) -> None:
    """Line after line, many at a time."""
    line = 1
    for block in _blocks(content):
        if needles.in_bytes(block):
            for number, text in enumerate(block.split(b"\n"), line):
                if needles.in_bytes(text):
                    findings.add(Finding(name, f"line {number}"))
        line += block.count(b"\n")


def _blocks(content: Readable) -> Iterator[bytes]:
    """Whole lines; of a line without an end, pieces."""
    left = b""
    while block := content.read(BLOCK):
        left += block
        end = left.rfind(b"\n") + 1
        if end:
            yield left[:end]
            left = left[end:]
        elif len(left) > LONG_LINE:
            yield left
            left = left[-OVERLAP:]
    if left:
        yield left
