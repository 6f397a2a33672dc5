"""`make bench`: one run, one table; figures with their references, and the machine they were measured on."""

import os
import platform
import secrets
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import uvloop
from rich.console import Console
from rich.table import Table

from deploy.local.postgres import Durability
from tests.benchmarks import append, effectiveness, expenses, visible
from tests.support.stack import Addresses, running


async def main(stack: Addresses, console: Console) -> None:
    ratios = await append.measure(await database(stack))
    latencies = await visible.measure(await database(stack), await database(stack), stack.kafka, f"b{secrets.token_hex(4)}")
    documents = await expenses.measure(await database(stack), stack.kafka, f"b{secrets.token_hex(4)}")
    measured = await effectiveness.measure(await database(stack))
    wanted = {"append / raw asyncpg insert in a transaction": "≥ 0.4", "append / eventsourcing app.save": "≥ 2.5"}
    table = Table(title=f"Kładka benchmarks – {machine()}, {stack.origin}")
    for column in ("what", "ours per second", "ratio", "p50 ms", "p99 or longest ms", "wanted"):
        table.add_column(column, justify="left" if column == "what" else "right")
    for name, per_second, ratio in ratios:
        table.add_row(name, f"{per_second:,.0f}", f"{ratio:.2f}", "", "", wanted[name])
    for name, p50, p99 in latencies:
        table.add_row(name, "", "", f"{p50:.1f}", f"{p99:.1f}", "p99 ≤ 100" if "visible" in name else "reference")
    rate, by_core = documents
    table.add_row("expense documents through HTTP, 8 at once", f"{rate:,.0f}", "", "", "", "a figure")
    table.add_row("expense documents per second of the service's processor", f"{by_core:,.0f}", "", "", "", "a figure")
    for name, middle, longest in measured:
        table.add_row(name, "", "", f"{middle:.0f}", f"{longest:.0f}", "reference" if "plain" in name else "≤ 1000")
    console.print(table)


async def database(stack: Addresses) -> str:
    """A database of its own for each measurement."""
    name = f"b{secrets.token_hex(6)}"
    admin = await asyncpg.connect(stack.postgres)
    await admin.execute(f"CREATE DATABASE {name}")
    await admin.close()
    return urlunsplit(urlsplit(stack.postgres)._replace(path=f"/{name}"))


def machine() -> str:
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()} {platform.machine()}"


if __name__ == "__main__":
    with running(Durability.DURABLE) as addresses:
        uvloop.run(main(addresses, Console(width=120)))
