"""`kladka prepare` against real parts: topics and tables of all services, and nothing changed by a second run."""

import asyncio
from urllib.parse import urlsplit

import asyncpg
import pytest
from aiokafka.admin import AIOKafkaAdminClient
from typer.testing import CliRunner

from deploy.cli.main import app
from deploy.installation import Installation
from deploy.local.settings import SERVICES

TABLES = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"


@pytest.fixture
async def databases(stack, topic_prefix):
    """An empty database for each service: `<prefix>-<service>`."""
    admin = await asyncpg.connect(stack.postgres)
    names = [f"{topic_prefix}-{service}" for service in SERVICES]
    for name in names:
        await admin.execute(f'CREATE DATABASE "{name}"')
    yield urlsplit(stack.postgres)._replace(path=f"/{topic_prefix}-{{0}}")
    for name in names:
        await admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    await admin.close()


async def prepared(stack, topic_prefix, databases, place):
    password = place / "database.password"
    password.write_text(f"{databases.password}\n")
    without_password = databases._replace(netloc=f"{databases.username}@{databases.hostname}:{databases.port}").geturl()
    found = Installation(
        databases={service: without_password.format(service) for service in SERVICES},
        passwords=dict.fromkeys(SERVICES, password),
        services={},
        signing_key=place / "no key is needed",
        kafka=stack.kafka,
        topic_prefix=topic_prefix,
        centre="test",
    )
    file = place / "installation.json"
    file.write_text(found.model_dump_json())
    return await asyncio.to_thread(CliRunner().invoke, app, ["prepare", "--installation", str(file)])


async def tables_of(databases, service):
    connection = await asyncpg.connect(databases.geturl().format(service))
    try:
        return {row[0] for row in await connection.fetch(TABLES)}
    finally:
        await connection.close()


async def topics_of(stack, prefix):
    admin = AIOKafkaAdminClient(bootstrap_servers=stack.kafka)
    await admin.start()
    try:
        return {name for name in await admin.list_topics() if name.startswith(prefix)}
    finally:
        await admin.close()


async def test_topics_and_tables_are_there_and_a_second_run_changes_nothing(stack, topic_prefix, databases, tmp_path):
    for _ in range(2):
        result = await prepared(stack, topic_prefix, databases, tmp_path)
        assert result.exit_code == 0, result.output
        assert result.output == "5 topics, 6 databases\n"
        assert await topics_of(stack, topic_prefix) == {f"{topic_prefix}.{name}.v1" for name in SERVICES if name != "gateway"}
        for service in SERVICES:
            owned = {"account"} if service == "gateway" else {"event", "outbox", "parked"}
            assert owned <= await tables_of(databases, service)
