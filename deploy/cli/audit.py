"""`kladka audit`: whether the log of who read personal data is as it was written, and one person's part of it."""

import asyncio
import csv
import io
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn
from uuid import UUID

import typer
from aiokafka.errors import KafkaError
from rich.console import Console
from rich.text import Text

from deploy.backup.errors import NotDone
from deploy.cli.desk import Desk, at_desk, say_no
from deploy.cli.running import Exit
from deploy.cli.where import HERE, Where, read_installation
from deploy.installation import Installation
from deploy.privacy.anchors import OnTopic, anchors_on, first_not_held
from services.recruitment.domain.access_log import Damage
from services.recruitment.queries.access import AccessLog, AccessLogCheck, Read
from shared.bus.topics import Topic
from shared.http.roles import Role

audit = typer.Typer(help="Who read personal data: check the log, export one person's part of it.", no_args_is_help=True)

OWNER = "recruitment"
SAYS = {
    Damage.CHANGED: "entry {0} is not as it was written",
    Damage.MISSING: "entry {0} is missing",
    Damage.INSERTED: "entry {0} was not written by the service",
    Damage.REPLACED: "entry {0} stands in the place of another one",
    Damage.HEAD_MOVED: "the log ends with entry {0}, which its head does not name",
}


class Form(StrEnum):
    """How an export is written."""

    JSONL = "jsonl"
    CSV = "csv"


@audit.command()
def verify(
    where: Where = HERE,
    without_kafka: Annotated[
        bool, typer.Option("--without-kafka", help="Do not compare with the anchors that Kafka holds.")
    ] = False,
) -> None:
    """Check every entry of the access log against its hash, the one before and every anchor, also those on the topic.

    Status 1 at the first fault, or when Kafka does not answer.
    """
    console, installation = Console(), read_installation(where)
    on_topic = [] if without_kafka else _on_topic(installation, console)
    with at_desk(installation, console) as desk, console.status("checking…"):
        looks = list(_looks(desk))
    checked, stored = sum(one.checked for one in looks), {one.last: one.digest for look in looks for one in look.anchors}
    if fault := looks[-1].fault:
        _fail(console, SAYS[fault.damage].format(fault.n))
    if wrong := first_not_held(on_topic, stored, checked):
        _fail(console, wrong)
    heard = "; Kafka was not asked" if without_kafka else f", on the topic: {len({one.last for one in on_topic}):,}"
    console.print(f"{checked:,} entries are as they were written; anchors that agree: {len(stored):,}{heard}", soft_wrap=True)


def _on_topic(installation: Installation, console: Console) -> list[OnTopic]:
    """Read before the service is asked: what comes meanwhile is not missed there."""
    try:
        return asyncio.run(anchors_on(installation.kafka, Topic(installation.topic_prefix, OWNER).name))
    except NotDone as no:
        _fail(console, f"{no}; --without-kafka checks the database alone")
    except (OSError, KafkaError) as fault:
        _fail(console, f"Kafka does not answer ({type(fault).__name__}); --without-kafka checks the database alone")


def _fail(console: Console, sentence: str) -> NoReturn:
    say_no(console, sentence)
    raise typer.Exit(Exit.FAILED)


def _looks(desk: Desk) -> Iterator[AccessLogCheck]:
    """The whole log, a stretch at a time; the last one has a fault or is the end."""
    cursor: int | None = 0
    while cursor is not None:
        found = desk.ask_as(Role.ADMIN, OWNER, "access_log_check", AccessLogCheck, {"cursor": cursor})
        yield found
        cursor = found.next


@audit.command()
def export(
    person: Annotated[UUID, typer.Argument(help="The person's random id.")],
    out: Annotated[Path | None, typer.Option(help="A file; without one it is printed.", dir_okay=False)] = None,
    form: Annotated[Form, typer.Option("--format", help="JSON lines, or CSV with semicolons.")] = Form.JSONL,
    where: Where = HERE,
) -> None:
    """Who read which data of a person, when, why and from where; accounts by their random ids, oldest first."""
    console = Console()
    with at_desk(read_installation(where), console) as desk:
        reads = list(_reads(desk, person))
    text = as_csv(reads) if form is Form.CSV else "".join(f"{one.model_dump_json()}\n" for one in reads)
    if out is None:
        typer.echo(text, nl=False)
        return
    try:
        out.write_text(text, "utf-8")
    except OSError as error:
        say_no(console, f"{out}: {error.strerror}")
        raise typer.Exit(Exit.FAILED) from None
    console.print(Text(f"{out}: {len(reads):,} reads"))


def _reads(desk: Desk, person: UUID) -> Iterator[Read]:
    """Every read, page by page."""
    cursor: int | None = 0
    while cursor is not None:
        asked = {"person": person, "cursor": cursor, "limit": 1000}
        page = desk.ask_as(Role.DATA_PROTECTION_OFFICER, OWNER, "access_log", AccessLog, asked)
        yield from page.items
        cursor = page.next


def as_csv(reads: list[Read]) -> str:
    """A line a read; roles and fields are separated by blanks."""
    file = io.StringIO()
    table = csv.writer(file, delimiter=";", lineterminator="\n")
    table.writerow(Read.model_fields)
    for one in reads:
        cells = one.model_dump(mode="json") | {"roles": " ".join(one.roles), "fields": " ".join(one.fields)}
        table.writerow(cells.values())
    return file.getvalue()
