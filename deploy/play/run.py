"""One play from file to summary, as the command and the demo do it."""

from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from deploy.play.client import Accounts, Client
from deploy.play.player import Player, Tally
from deploy.play.progress import PlayProgress
from deploy.play.reader import read_scenario
from deploy.play.steps import Json


@dataclass(frozen=True, slots=True)
class Played:
    """What came of a play: what it saved by name, how much it did and how long it took."""

    names: dict[str, Json]
    tally: Tally
    seconds: float


async def play_file(file: Path, gateway: str, accounts: Path, console: Console, run: str | None = None) -> Played:
    """Play a scenario with progress on the console. Raises `PlayError`."""
    scenario = read_scenario(file)
    async with Client(gateway, Accounts.from_file(accounts)) as client:
        with PlayProgress(console, scenario.name, len(scenario.steps)) as progress:
            player = Player(client, scenario, run, progress)
            tally = await player.play()
    return Played(player.names, tally, progress.seconds)
