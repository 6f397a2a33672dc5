"""`kladka parked`: streams that wait behind a record that could not be applied; look, try again, give up."""

from collections.abc import Iterator
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from deploy.cli.desk import Desk, at_desk, say_no
from deploy.cli.running import Exit
from deploy.cli.where import HERE, Where, read_installation
from shared.http.parked import DiscardParked, ParkedRecord, ParkedStream, ParkedStreams, Repaired, ReplayParked
from shared.kernel.errors import NotFound, NotYet

parked = typer.Typer(help="Streams that wait because a record could not be applied.", no_args_is_help=True)

Service = Annotated[str, typer.Argument(help="The service that it waits in.")]
Record = Annotated[int, typer.Argument(help="The number of the record, as `list` says it.", min=1)]
OnlyIn = Annotated[str | None, typer.Option("--service", help="Only this service.")]


@parked.command("list")
def list_parked(service: OnlyIn = None, where: Where = HERE) -> None:
    """The streams that wait, with the first record of each and why. Status 1 when a service does not answer."""
    console = Console()
    table = Table("service", "record", "stream", "no.", "reason", "detail", "waiting", "since", "consumer")
    silent = []
    with at_desk(read_installation(where), console) as desk:
        for name in desk.named(service):
            try:
                for one in streams(desk, name):
                    table.add_row(*_cells(name, one))
            except NotYet:
                silent.append(name)
    console.print(table if table.row_count else "Nothing is parked.")
    _tell_silent(console, silent)


@parked.command()
def show(service: Service, record: Record, where: Where = HERE) -> None:
    """One record as it came: why it waits, its envelope and its body."""
    console = Console()
    with at_desk(read_installation(where), console) as desk:
        one = desk.ask(service, "parked_record", ParkedRecord, {"record": record})
    table = Table(show_header=False)
    for name, value in one.model_dump(exclude={"headers", "body"}).items():
        table.add_row(name, escape(str(value)))
    for header, text in one.headers:
        table.add_row(Text(header, style="dim"), Text(str(text)))
    console.print(table)
    console.print(Text(one.body if one.body is not None else "(no body)"), soft_wrap=True)


@parked.command()
def replay(
    service: Annotated[str | None, typer.Argument(help="The service that it waits in; --all without it: all of them.")] = None,
    record: Annotated[int | None, typer.Argument(help="A record of the stream.", min=1)] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every stream that waits.")] = False,
    where: Where = HERE,
) -> None:
    """Try a stream again, from its first waiting record on, as far as it goes. Status 1 when something still waits."""
    if everything == (record is not None) or (record is not None and service is None):
        raise typer.BadParameter("name a service and a record, or say --all")
    console = Console()
    with at_desk(read_installation(where), console) as desk:
        left = [
            _replay(desk, console, name, consumer, stream)
            for name in desk.named(service)
            for consumer, stream in (_one(desk, name, record) if record is not None else _all(desk, name))
        ]
    if any(left):
        raise typer.Exit(Exit.FAILED)


@parked.command()
def discard(
    service: Service,
    record: Record,
    why: Annotated[str, typer.Option(prompt="Why is it given up", help="Kept with the record; no personal data.")],
    where: Where = HERE,
) -> None:
    """Give up the first waiting record of a stream, for ever: it never takes effect, and those behind it go on."""
    console = Console()
    with at_desk(read_installation(where), console) as desk:
        one = desk.ask(service, "parked_record", ParkedRecord, {"record": record})
        answer = desk.tell(service, "discard_parked", DiscardParked(record=record, why=why), Repaired)
        console.print(Text(f"{service} {one.stream}: record {record} was discarded"))
        if answer.waiting:
            _replay(desk, console, service, one.consumer, one.stream)


def streams(desk: Desk, service: str) -> Iterator[ParkedStream]:
    """All streams that wait in a service, page by page."""
    cursor: str | None = ""
    while cursor is not None:
        page = desk.ask(service, "parked_streams", ParkedStreams, {"cursor": cursor or None, "limit": 500})
        yield from page.items
        cursor = page.next


def _cells(service: str, one: ParkedStream) -> list[Text]:
    since = f"{one.since.astimezone():%Y-%m-%d %H:%M:%S}"
    cells = (service, one.record, one.stream, one.sequence, one.reason, one.detail, one.waiting, since, one.consumer)
    return [Text("–" if cell is None else str(cell), overflow="fold") for cell in cells]


def _one(desk: Desk, service: str, record: int) -> list[tuple[str, str]]:
    one = desk.ask(service, "parked_record", ParkedRecord, {"record": record})
    return [(one.consumer, one.stream)]


def _all(desk: Desk, service: str) -> list[tuple[str, str]]:
    return [(one.consumer, one.stream) for one in streams(desk, service)]


def _replay(desk: Desk, console: Console, service: str, consumer: str, stream: str) -> bool:
    """As often as something goes; answers whether something still waits. The live consumer may be quicker."""
    applied, asked = 0, ReplayParked(consumer=consumer, stream=stream)
    while True:
        try:
            answer = desk.tell(service, "replay_parked", asked, Repaired)
        except NotFound:
            answer = Repaired(applied=0, waiting=0)
        applied += answer.applied
        if not (answer.applied and answer.waiting):
            break
    left = f", {answer.waiting} wait: {answer.reason} ({answer.detail})" if answer.waiting else ""
    console.print(Text(f"{service} {stream}: {applied} applied{left}"), soft_wrap=True)
    return bool(answer.waiting)


def _tell_silent(console: Console, silent: list[str]) -> None:
    if silent:
        say_no(console, "no answer from: " + ", ".join(silent))
        raise typer.Exit(Exit.FAILED)
