"""`python -m deploy.scenarios.calculator FILE`: works out every expectation of a scenario again and names those that differ.

With `--fill` it writes them into the file instead.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

import yaml

from deploy.scenarios.calculator.ledger import expectations


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--fill", action="store_true", help="write the expectations into the file")
    arguments = parser.parse_args()
    scenario = _load(arguments.file)
    worked_out = expectations(scenario["steps"], definitions(scenario["steps"], arguments.file.parent))
    if arguments.fill:
        for index, equals in worked_out.items():
            scenario["steps"][index]["equals"] = equals
        arguments.file.write_text(yaml.dump(scenario, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False), "utf-8")
        return 0
    differing = [index for index, equals in worked_out.items() if scenario["steps"][index]["equals"] != equals]
    for index in differing:
        sys.stdout.write(f"step {index + 1}: {scenario['steps'][index]['expect']} differs\n")
    sys.stdout.write(f"{len(worked_out)} expectations, {len(differing)} differ\n")
    return 1 if differing else 0


def definitions(steps: list[dict[str, Any]], folder: Path) -> dict[str, Any]:
    """The project definitions that a scenario's steps name, by the name they use."""
    files = {step["with"]["file"] for step in steps if step.get("do") == "open_project" and "file" in step["with"]}
    return {file: _load(folder / file)["project"] for file in files}


def _load(file: Path) -> Any:
    with file.open("rb") as stream:
        return yaml.load(stream, yaml.CSafeLoader)


if __name__ == "__main__":
    sys.exit(main())
