"""`make bench`: one run, one table; figures with their references, and the machine they were measured on.

Names of measurements as arguments run only those: `python -m tests.benchmarks bus rebuild`.
"""

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable, Mapping

import uvloop
from rich.console import Console

from deploy.local.postgres import Durability
from tests.benchmarks import append, batch, bus, effectiveness, expenses, latency, persons, rebuild, sealing, visible
from tests.benchmarks.figures import Figure, table
from tests.benchmarks.machine import machine
from tests.support.stack import Addresses, running

MEASUREMENTS: Mapping[str, Callable[[Addresses], Awaitable[list[Figure]]]] = {
    "append": append.measure,
    "batch": batch.measure,
    "bus": bus.measure,
    "rebuild": rebuild.measure,
    "latency": latency.measure,
    "visible": visible.measure,
    "expenses": expenses.measure,
    "effectiveness": effectiveness.measure,
    "persons": persons.measure,
    "sealing": sealing.measure,
}


async def main(stack: Addresses, console: Console, names: list[str]) -> None:
    figures = []
    for name in names:
        start = time.monotonic()
        figures += await MEASUREMENTS[name](stack)
        console.print(f"{name}: {time.monotonic() - start:.0f} s")
        await asyncio.sleep(1)  # PostgreSQL and Kafka come to rest
    console.print(table(f"Kładka benchmarks – {machine()}, {stack.origin}", figures))


if __name__ == "__main__":
    if unknown := set(sys.argv[1:]) - MEASUREMENTS.keys():
        sys.exit(f"{', '.join(sorted(unknown))}: not one of {', '.join(MEASUREMENTS)}")
    with running(Durability.DURABLE) as addresses:
        uvloop.run(main(addresses, Console(width=160), sys.argv[1:] or list(MEASUREMENTS)))
