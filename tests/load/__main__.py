"""`make load`: fifty members of staff at work on the demo's project, five seconds of thought between two clicks.

They go through the pages and send the forms as they stand, without scripts; each page and command is timed from the click to
the last byte. `python -m tests.load RUN_DIRECTORY` measures an installation that is up with the demo played, and leaves things
in it. Exit status 1 when a wish is missed or an answer is a fault.
"""

import asyncio
import json
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from deploy.cli.running import Exit, in_foreground
from deploy.local.stack import EmbeddedStack
from deploy.play.run import play_file
from deploy.scenarios.gora_pomocy_3 import generate
from tests.benchmarks.figures import Figure, table
from tests.benchmarks.machine import machine
from tests.load.office import Clock, all_of, percentile
from tests.load.processor import spent
from tests.load.staff import COMING_IN, at_work

PEOPLE, PLACES = int(os.environ.get("KLADKA_DEMO_PEOPLE", "420")), int(os.environ.get("KLADKA_DEMO_PLACES", "350"))
SEED, STAFF = 7, int(os.environ.get("KLADKA_LOAD_STAFF", "50"))
SECONDS = float(os.environ.get("KLADKA_LOAD_SECONDS", "120"))
PAGE, COMMAND = 150, 200
"""Milliseconds within which 95 of 100 are wanted."""


async def _load(url: str, accounts: Path, run_dir: Path, console: Console) -> int:
    console.print(f"{STAFF} members of staff come in over {COMING_IN:.0f} s and work for {SECONDS:.0f} s…")
    clock = Clock(lambda: spent(run_dir))
    await at_work(url, accounts, clock, STAFF, SECONDS)
    used = clock.used()
    figures = [*_percentiles("page", clock.pages, PAGE), *_percentiles("command", clock.commands, COMMAND)]
    figures += _percentiles("step of an intake", clock.steps, COMMAND)
    figures.append(
        Figure(
            "gateway, services and PostgreSQL", sum(share for part, share in used.items() if part != "kafka"), "cores", most=1
        )
    )
    console.print(table(f"Kładka load – {machine()}", figures))
    console.print(_by_place(clock))
    console.print("cores: " + ", ".join(f"{part} {share:.2f}" for part, share in used.items()), highlight=False)
    for fault, times in clock.faults.most_common():
        console.print(f"[red]{times} × {fault}")
    return Exit.FAILED if clock.faults or any(one.missed for one in figures) else 0


def _percentiles(name: str, kept: dict[str, list[float]], wanted: float) -> list[Figure]:
    seconds = all_of(kept)
    return [
        Figure(f"{name} p50 of {len(seconds)}", percentile(seconds, 0.5), "ms"),
        Figure(f"{name} p95", percentile(seconds, 0.95), "ms", most=wanted),
        Figure(f"{name} p99", percentile(seconds, 0.99), "ms"),
    ]


def _by_place(clock: Clock) -> Table:
    """Each page and each command, those with the slowest p95 first."""
    made = Table(title="by page and command, ms")
    for column in ("what", "times", "p50", "p95"):
        made.add_column(column, justify="left" if column == "what" else "right", overflow="fold")
    kept = [*clock.pages.items(), *clock.steps.items(), *clock.commands.items()]
    for name, found in sorted(kept, key=lambda one: -percentile(one[1], 0.95)):
        made.add_row(name, str(len(found)), f"{percentile(found, 0.5):.0f}", f"{percentile(found, 0.95):.0f}")
    return made


async def _own_demo(stack: EmbeddedStack, console: Console) -> int:
    file = generate(SEED, PEOPLE, PLACES).write(stack.run_dir / "scenario")
    await play_file(file, stack.gateway_url, stack.accounts, console)
    return await _load(stack.gateway_url, stack.accounts, stack.run_dir, console)


def _running(run_dir: Path, console: Console) -> int:
    url = json.loads((run_dir / "installation.json").read_text("utf-8"))["services"]["gateway"]
    return asyncio.run(_load(url, run_dir / "keys" / "accounts.json", run_dir, console))


def main() -> int:
    console = Console()
    if len(sys.argv) > 1:
        return _running(Path(sys.argv[1]), console)
    with TemporaryDirectory(prefix="kladka-load-") as place:
        Path(place).chmod(0o755)
        return asyncio.run(
            in_foreground(
                lambda notice: EmbeddedStack(Path(place), clock="driven", notice=notice),
                lambda stack: _own_demo(stack, console),
                console,
            )
        )


if __name__ == "__main__":
    sys.exit(main())
