"""The story of "Góra pomocy 3" (MOPS Zielona Góra, 2021–2023) with invented people: the same seed gives the same scenario.

`python -m deploy.scenarios.gora_pomocy_3 FOLDER` writes it. The project, its rules and its dated activities are those of
the project's pages (deploy/projects/gora-pomocy-3.yaml); people, dates of recruitment and numbers are invented.
"""

import argparse
import sys
from pathlib import Path
from random import Random
from typing import Any

import yaml

from deploy.scenarios.agenda import Agenda
from deploy.scenarios.people import candidates
from deploy.scenarios.script import Scenario, Script
from deploy.scenarios.story import PROJECT, Story
from deploy.scenarios.telling import Telling

DEFINITION_FILE = Path(__file__).resolve().parents[1] / "projects" / "gora-pomocy-3.yaml"
SEED = 3
PEOPLE, PLACES = 420, 350
ASSUMPTIONS = [
    "Osoby, ich numery PESEL, daty zgłoszeń, kontraktów i zakończeń udziału są zmyślone.",
    "Spotkania doradcze, konsultacje zawodowe i szkolenie są zmyślone; strony projektu wymieniają je tylko ogólnie.",
    "Zmiany limitu miejsc w trakcie projektu są zmyślone.",
    "Wezwanie do uzupełnienia zgłoszenia jest zmyślone, a jego termin założony; strony projektu o tym nie mówią.",
    "Godziny zajęć, liczby uczestników i osób towarzyszących są zmyślone; strony projektu ich nie podają.",
]


def generate(seed: int = SEED, people: int = PEOPLE, places: int = PLACES) -> Scenario:
    """The whole story for so many candidates and places; 350 places are those of the announcement."""
    definition = _definition(places)
    random = Random(seed)  # noqa: S311 - chance that must be the same again, not secrecy
    invented = candidates(random, people)
    story = Story(random, Script(definition), Agenda(), definition, {one.key: one for one in invented})
    Telling(story, invented, places).tell()
    return Scenario(PROJECT, seed, ASSUMPTIONS + definition["assumptions"], story.script.steps, definition)


def _definition(places: int) -> dict[str, Any]:
    with DEFINITION_FILE.open("rb") as stream:
        definition: dict[str, Any] = yaml.load(stream, yaml.CSafeLoader)
    definition["project"]["target_groups"][0]["limit"] = places
    return definition


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where scenario.yaml and definition.yaml are written")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--places", type=int, default=PLACES)
    arguments = parser.parse_args()
    scenario = generate(arguments.seed, arguments.people, arguments.places)
    sys.stdout.write(f"{scenario.write(arguments.folder)}: {len(scenario.steps)} steps\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
