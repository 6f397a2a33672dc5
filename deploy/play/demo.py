"""The demo: "Góra pomocy 3" from the first application to the last report, played through the gateway of a fresh stack.

Its tables show only answers that the scenario has just compared with what the independent calculator expects; the closing
report is the text of the very document that was compared as JSON.
"""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from time import perf_counter

from rich.console import Console
from rich.table import Table
from rich.text import Text

from deploy.play import tables
from deploy.play.errors import PlayError
from deploy.play.progress import summary
from deploy.play.run import play_file
from deploy.play.steps import Json
from deploy.scenarios.gora_pomocy_3 import PEOPLE, PLACES, SEED, generate

OK, FAILED = 0, 1


async def run_demo(
    gateway_url: str, accounts: Path, run_dir: Path, console: Console, people: int = PEOPLE, places: int = PLACES
) -> int:
    """Make the scenario in `run_dir`, play it, show what came of it. Gives the exit status."""
    started = perf_counter()
    scenario = await asyncio.to_thread(generate, SEED, people, places)
    file = await asyncio.to_thread(scenario.write, run_dir / "scenario")
    console.print(f"{len(scenario.steps)} steps made in {perf_counter() - started:.1f} s: {file}")
    try:
        played = await play_file(file, gateway_url, accounts, console)
    except PlayError as error:
        console.print(Text(str(error), style="red"))
        return FAILED
    for table in shown(played.names):
        console.print(table)
    console.print(Text(played.names["closing_text"]), soft_wrap=True)
    console.print(summary(played.tally, played.seconds))
    return OK


def shown(saved: Mapping[str, Json]) -> list[Table]:
    """The tables of the demo from the answers that the scenario saved."""
    june = saved["june"]
    return [
        tables.places(saved["final_group"]),
        tables.reserve_list(saved["final_list"]),
        tables.why_this_place(saved["why"]),
        tables.headcount(june["headcount"], "Uczestnicy 30.06.2023"),
        tables.supports(june["supports"], "Wsparcie w czerwcu 2023"),
        tables.activities(june, "Zajęcia w czerwcu 2023"),
        tables.then_and_now(saved["december_then"], saved["december_now"], "Grudzień 2022"),
    ]
