"""`python -m tests.chaos --seed 1 --faults 200`: a long run; exit status 1 when anything was lost, doubled or disordered."""

import argparse
import asyncio
import logging
import random
import shutil
import sys

from deploy.local.run_directory import RUNS
from tests.chaos.run import Options, run


def main() -> int:
    words = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    words.add_argument("--seed", type=int, default=random.randrange(10**6))  # noqa: S311 - printed, to be drawn again
    words.add_argument("--faults", type=int, default=200)
    words.add_argument("--clients", type=int, default=6)
    words.add_argument("--pause", type=float, default=0.25, help="seconds between two commands of a client, on average")
    given = words.parse_args()
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # hundreds of lines while a broker is away
    chaos = RUNS / "chaos"
    place = chaos / f"run-{given.seed}"
    shutil.rmtree(place, ignore_errors=True)
    print(f"seed {given.seed}, {given.faults} faults; logs under {place}", flush=True)  # noqa: T201
    options = Options(given.seed, given.faults, place, given.clients, given.pause, say=lambda line: print(line, flush=True))  # noqa: T201
    report = asyncio.run(run(options)).report
    report.write(chaos / f"report-{given.seed}.json")
    print(report.text(), flush=True)  # noqa: T201
    return int(report.failed)


if __name__ == "__main__":
    sys.exit(main())
