"""Files that only their owner reads, from the moment they exist; an earlier one of the name is replaced as a whole."""

import os
from pathlib import Path

from deploy.local.private_files import OWNER_ONLY


def write(path: Path, content: bytes) -> None:
    """Raises `OSError`; then the earlier one is as it was."""
    unfinished = path.with_name(path.name + ".new")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    unfinished.rename(path)
