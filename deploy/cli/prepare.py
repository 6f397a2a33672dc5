"""`kladka prepare`: topics and tables of all services, before any of them starts; a second run changes nothing."""

import asyncio
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from deploy.cli.secrets import password_file
from deploy.local.settings import GATEWAY, SERVICES
from shared.bus.topics import Topic, ensure_topics
from shared.runtime.service import Service, patiently
from shared.runtime.settings import with_password
from shared.store.database import Database
from shared.store.migrate import migrate

DATABASE = "postgresql://{0}@postgres:5432/{0}"
ROOT = Path(__file__).parents[2]


def prepare(
    passwords: Annotated[Path, typer.Option(help="Directory of the databases' passwords.", file_okay=False, exists=True)],
    kafka: Annotated[str, typer.Option(help="Bootstrap servers, host:port[,host:port].")] = "kafka:9092",
    database: Annotated[str, typer.Option(help="Address of a service's database; {0} is the service.")] = DATABASE,
    topic_prefix: Annotated[str, typer.Option(help="What the names of all topics begin with.")] = "kladka",
    replication: Annotated[int, typer.Option(help="Copies of each topic.")] = 1,
) -> None:
    """Create the topics of all services and bring all databases to the newest revision."""
    urls = {name: _url(database, name, passwords) for name in SERVICES}
    topics = declared_topics(topic_prefix)
    asyncio.run(_prepare(kafka, topics, replication, urls))
    typer.echo(f"{len(topics)} topics, {len(urls)} databases")


def declared_topics(prefix: str) -> list[str]:
    """The topics that services own or read, as their declarations say."""
    services = [_declared(name) for name in SERVICES if name != GATEWAY]
    names = {name for service in services for name in (service.name, *service.listens_to)}
    return sorted(Topic(prefix, name).name for name in names)


def _declared(name: str) -> Service:
    service: Service = import_module(f"services.{name}.main").SERVICE
    return service


def _url(database: str, service: str, passwords: Path) -> str:
    return with_password(database.format(service), password_file(passwords, service).read_text("utf-8").strip())


async def _prepare(kafka: str, topics: list[str], replication: int, urls: dict[str, str]) -> None:
    await patiently(lambda: ensure_topics(kafka, topics, replication))
    for service, url in urls.items():
        await _migrate(service, url)


async def _migrate(service: str, url: str) -> None:
    database = Database(url)
    await patiently(lambda: migrate(database, ROOT / "services" / service / "migrations"))
