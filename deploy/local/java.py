"""The Java that runs Kafka: the one JAVA_HOME names, else the first on the path; 17 at least."""

import os
import re
import shutil
import subprocess

from deploy.local.errors import NotInstalled

AT_LEAST = 17


def java() -> str:
    """The path of a Java that is new enough."""
    home = os.environ.get("JAVA_HOME")
    path = shutil.which("java", path=f"{home}/bin" if home else None)
    if path is None or _major(path) < AT_LEAST:
        raise NotInstalled(f"Kafka needs Java {AT_LEAST} or later: run `make setup`")
    return path


def _major(path: str) -> int:
    answer = subprocess.run([path, "-version"], check=False, capture_output=True, text=True)
    version = re.search(r'version "(\d+)', answer.stderr)
    return int(version[1]) if version else 0
