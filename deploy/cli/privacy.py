"""`kladka privacy`: the search for leaks, the list of erasures, and what is known about one person on paper."""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

import asyncpg
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from deploy.backup.erasures import REGISTRY, write_erasures
from deploy.cli.desk import at_desk, say_no
from deploy.cli.running import Exit
from deploy.cli.where import HERE, Where, read_installation
from deploy.installation import Installation
from deploy.local.private_files import OWNER_ONLY_DIRECTORY
from deploy.privacy import owner_only
from deploy.privacy.erased import all_erasures, told_of
from deploy.privacy.findings import Findings
from deploy.privacy.in_files import logs_of
from deploy.privacy.needles import SHORTEST, Needles, too_short
from deploy.privacy.paper import as_html, as_pdf
from deploy.privacy.scan import scan as search
from deploy.privacy.subject import gather
from deploy.privacy.values import values_of
from services.recruitment.queries.people import PersonView
from shared.http.roles import Role

privacy = typer.Typer(help="Personal data: search for leaks, list erasures, answer who asks.", no_args_is_help=True)


@privacy.command()
def scan(
    values: Annotated[
        Path | None, typer.Option(help="A file with one value a line, `-`: they are typed or piped in.", allow_dash=True)
    ] = None,
    person: Annotated[
        UUID | None, typer.Option(help="A person whose values are opened in the registry and looked for.")
    ] = None,
    purpose: Annotated[str | None, typer.Option(help="Why the person's values are read; it is logged.")] = None,
    path: Annotated[list[Path] | None, typer.Option(help="A file or directory to search too; may be repeated.")] = None,
    force: Annotated[bool, typer.Option("--force", help=f"Also values of fewer than {SHORTEST} letters.")] = False,
    where: Where = HERE,
) -> None:
    """Search databases, topics, logs and files for personal values, in any case and escape. Values are never shown.

    Status 1 when something is found, or something cannot be searched.
    """
    console, installation = Console(), read_installation(where)
    given = _typed(values) if values else []
    if person is not None:
        given += _opened(installation, person, purpose, console)
    needles = _needles(given, force, console)
    findings = Findings(lambda said: console.print(Text(said), soft_wrap=True))
    asyncio.run(search(installation, [*logs_of(where.parent), *(path or [])], needles, findings))
    _tell(findings, needles.count, console)
    if not findings.clean:
        raise typer.Exit(Exit.FAILED)


def _typed(file: Path) -> list[str]:
    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise typer.BadParameter(f"{file}: {type(error).__name__}") from None
    return [line.strip() for line in text.splitlines() if line.strip()]


def _opened(installation: Installation, person: UUID, purpose: str | None, console: Console) -> list[str]:
    asked = {"person": person, "purpose": purpose}
    with at_desk(installation, console) as desk:
        return values_of(desk.ask_as(Role.DATA_PROTECTION_OFFICER, REGISTRY, "person", PersonView, asked))


def _needles(given: list[str], force: bool, console: Console) -> Needles:
    short = [] if force else [value for value in given if too_short(value)]
    if short:
        say_no(console, f"{len(short)} values have fewer than {SHORTEST} letters and would be found everywhere; --force")
    if short or not given:
        if not given:
            say_no(
                console, "there is nothing to look for: name values (--values FILE) or a person (--person ID --purpose CODE)"
            )
        raise typer.Exit(Exit.FAILED)
    return Needles(given)


def _tell(findings: Findings, values: int, console: Console) -> None:
    searched = ", ".join(f"{number:,} {what}" for what, number in findings.searched.items())
    places = f" in {len(findings.found)} places" if findings.found else ""
    console.print(Text(f"{values:,} values, {searched}: found {findings.total:,} times{places}"), soft_wrap=True)


@privacy.command()
def erasures(
    out: Annotated[
        Path | None, typer.Option(help="Write the list, ids only, for `kladka restore --erasures`.", dir_okay=False)
    ] = None,
    where: Where = HERE,
) -> None:
    """Who was erased, by random ids, and which services have confirmed it. Works while the services are stopped."""
    console, installation = Console(), read_installation(where)
    try:
        found = asyncio.run(all_erasures(installation))
        if out is not None:
            owner_only.write(out, write_erasures(asyncio.run(told_of(installation))).encode())
    except (OSError, asyncpg.PostgresError) as fault:
        say_no(console, f"not listed: {type(fault).__name__}")
        raise typer.Exit(Exit.FAILED) from None
    if out is not None:
        console.print(Text(f"{out}: {len(found):,} erasures"), soft_wrap=True)
        return
    table = Table("erased on", "project", "person", "confirmed by", "waits for")
    for one in found:
        said = [", ".join(name for name, done in one.confirmed.items() if done is wanted) for wanted in (True, False)]
        table.add_row(str(one.erasure.erased_on), one.erasure.project, str(one.erasure.person), *said)
    console.print(table if found else "Nobody was erased.")


@privacy.command()
def access(
    asked: Annotated[UUID, typer.Argument(metavar="REQUEST_OR_PERSON", help="A request for access, or the person's id.")],
    out: Annotated[Path, typer.Option(help="The directory that the files go into; it is made.", file_okay=False)],
    where: Where = HERE,
) -> None:
    """Everything that is known about a person, of all services, as JSON and as an accessible Polish PDF.

    Only you can read the files; hand them over and delete them. That it was read is logged.
    """
    console, installation = Console(), read_installation(where)
    with at_desk(installation, console) as desk:
        everything = gather(desk, asked, installation.centre, datetime.now(UTC))
    written = {"json": everything.model_dump_json(indent=2).encode(), "pdf": as_pdf(as_html(everything))}
    try:
        out.mkdir(mode=OWNER_ONLY_DIRECTORY, parents=True, exist_ok=True)
        for kind, content in written.items():
            owner_only.write(out / f"{everything.person}.{kind}", content)
            console.print(Text(f"{out / f'{everything.person}.{kind}'}"), soft_wrap=True)
    except OSError as error:
        say_no(console, f"{out}: {error.strerror}")
        raise typer.Exit(Exit.FAILED) from None
