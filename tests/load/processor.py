"""The processor time that an installation's parts use, by the pids in its run directory."""

import json
from pathlib import Path

import psutil


def spent(run_dir: Path) -> dict[str, float]:
    """Seconds so far, by part."""
    return {file.stem: _of(json.loads(file.read_text("utf-8"))["pid"]) for file in sorted((run_dir / "pids").glob("*.json"))}


def _of(pid: int) -> float:
    """With its children: PostgreSQL works in a process for each connection; those that ended are not seen any more."""
    first = psutil.Process(pid)
    return sum(_seconds(one) for one in (first, *first.children(recursive=True)))


def _seconds(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return times.user + times.system
