"""`kladka prepare`: topics and tables of all services, before any of them starts; a second run changes nothing."""

import asyncio

import typer

from deploy.cli.declared import MIGRATIONS, declared_topics
from deploy.cli.where import HERE, Where, read_installation
from deploy.installation import Installation
from deploy.local.settings import SERVICES
from shared.bus.topics import ensure_topics
from shared.runtime.service import patiently
from shared.store.database import Database
from shared.store.migrate import migrate


def prepare(installation: Where = HERE) -> None:
    """Create the topics of all services and bring all databases to the newest revision."""
    found = read_installation(installation)
    topics = declared_topics(found.topic_prefix)
    asyncio.run(_prepare(found, topics))
    typer.echo(f"{len(topics)} topics, {len(SERVICES)} databases")


async def _prepare(found: Installation, topics: list[str]) -> None:
    await patiently(lambda: ensure_topics(found.kafka, topics, found.replication_factor))
    for service in SERVICES:
        await _migrate(service, found.database(service))


async def _migrate(service: str, url: str) -> None:
    database = Database(url)
    await patiently(lambda: migrate(database, MIGRATIONS[service]))
