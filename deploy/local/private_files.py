"""Files with secrets: readable by their owner alone from the moment they exist, never written twice."""

import os
from collections.abc import Callable
from pathlib import Path

OWNER_ONLY = 0o600
OWNER_ONLY_DIRECTORY = 0o700


def keep_private(path: Path, make: Callable[[], str]) -> str:
    """The text of this file; it is made and written first when there is no such file."""
    if not path.exists():
        path.parent.mkdir(mode=OWNER_ONLY_DIRECTORY, parents=True, exist_ok=True)
        _create(path, make())
    return path.read_text(encoding="utf-8")


def _create(path: Path, text: str) -> None:
    """Complete or not at all: half a key would be kept for ever."""
    unfinished = path.with_name(path.name + ".new")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    unfinished.rename(path)
