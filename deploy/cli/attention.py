"""`kladka attention`: what services could not do by themselves, deadlines, and saying that it was seen to."""

from collections.abc import Iterator
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from deploy.cli.desk import Desk, at_desk, say_no
from deploy.cli.running import Exit
from deploy.cli.where import HERE, Where, read_installation
from shared.http.attention import Attention, NeedsAttention, SettleAttention
from shared.kernel.errors import NotYet
from shared.store.answer import Answer

attention = typer.Typer(help="What services could not do by themselves and a person must see to.", no_args_is_help=True)


@attention.command("list")
def list_attention(
    service: Annotated[str | None, typer.Option("--service", help="Only this service.")] = None,
    settled: Annotated[bool, typer.Option("--settled", help="Those that were settled: by whom, when and why.")] = False,
    where: Where = HERE,
) -> None:
    """What needs attention, newest first in each service. Status 1 when a service does not answer."""
    console = Console()
    table = Table("service", "no.", "event", "stream", "code", "rule", "noticed", *(("settled", "why") if settled else ()))
    silent = []
    with at_desk(read_installation(where), console) as desk:
        for name in desk.named(service):
            try:
                for one in items(desk, name, settled):
                    table.add_row(*_cells(name, one, settled))
            except NotYet:
                silent.append(name)
    console.print(table if table.row_count else "Nothing was settled." if settled else "Nothing needs attention.")
    if silent:
        say_no(console, "no answer from: " + ", ".join(silent))
        raise typer.Exit(Exit.FAILED)


@attention.command()
def settle(
    service: Annotated[str, typer.Argument(help="The service that it waits in.")],
    number: Annotated[int, typer.Argument(help="Its number, as `list` says it.", min=1)],
    why: Annotated[str, typer.Option(prompt="What was done about it", help="Kept with it; no personal data.")],
    where: Where = HERE,
) -> None:
    """Say that it was seen to: it leaves the list and is kept with the reason."""
    console = Console()
    with at_desk(read_installation(where), console) as desk:
        desk.tell(service, "settle_attention", SettleAttention(id=number, why=why), Answer)
    console.print(Text(f"{service}: {number} is settled"))


def items(desk: Desk, service: str, settled: bool) -> Iterator[NeedsAttention]:
    """Everything of a service, page by page."""
    cursor: int | None = None
    while True:
        inputs = {"settled": str(settled).lower(), "cursor": cursor, "limit": 500}
        page = desk.ask(service, "attention", Attention, inputs)
        yield from page.items
        cursor = page.next
        if cursor is None:
            return


def _cells(service: str, one: NeedsAttention, settled: bool) -> list[Text]:
    noticed = f"{one.noticed_at.astimezone():%Y-%m-%d %H:%M}"
    cells = [service, str(one.id), one.event_name, one.stream, one.code, one.rule or "–", noticed]
    if settled and one.settled_at is not None:
        cells += [f"{one.settled_at.astimezone():%Y-%m-%d %H:%M}", one.settled_why or "–"]
    return [Text(cell, overflow="fold") for cell in cells]
