"""Fixtures: the stack is started once for all workers; each test has databases and topics of its own."""

import os
import secrets
from collections.abc import AsyncIterator
from contextlib import ExitStack

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from shared.store.database import Database
from tests.support.stack import Addresses, empty_database, running

KEY = pytest.StashKey[Addresses]()
STOP = pytest.StashKey[ExitStack]()


def pytest_configure(config: pytest.Config) -> None:
    given = getattr(config, "workerinput", None)
    if given is not None:
        if "stack" in given:
            config.stash[KEY] = Addresses(**given["stack"])
        return
    if _needs_stack(config):
        config.stash[STOP] = ExitStack()
        config.stash[KEY] = config.stash[STOP].enter_context(running())


def _needs_stack(config: pytest.Config) -> bool:
    """Unit and contract tests alone need nothing that runs; those in a browser run an installation of their own."""
    places = [os.path.relpath(argument.split("::")[0], config.rootpath) for argument in config.args]
    light = ("tests/unit", "tests/contract", "tests/browser")
    return not config.option.collectonly and not all(place.startswith(light) for place in places)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whole installations first: started last, the longest would keep one worker busy alone."""
    items.sort(key=lambda item: not item.nodeid.startswith(("tests/system", "tests/chaos", "tests/browser", "tests/schema")))


class ByFile(LoadFileScheduling):
    """A file is one worker's; so are all tests in a browser, which share an installation."""

    def _split_scope(self, nodeid: str) -> str:
        return "tests/browser" if nodeid.startswith("tests/browser/") else super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile | None:
    return ByFile(config, log) if config.getvalue("dist") == "loadfile" else None


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: object) -> None:
    if (stack := node.config.stash.get(KEY, None)) is not None:
        node.workerinput["stack"] = stack.as_dict()


def pytest_unconfigure(config: pytest.Config) -> None:
    if (stop := config.stash.get(STOP, None)) is not None:
        stop.close()


def pytest_report_header(config: pytest.Config) -> str:
    stack = config.stash.get(KEY, None)
    return f"stack: {stack.origin} (Kafka {stack.kafka})" if stack else "stack: none is needed"


@pytest.fixture(scope="session")
def stack(pytestconfig: pytest.Config) -> Addresses:
    """The PostgreSQL and Kafka of this run."""
    return pytestconfig.stash[KEY]


@pytest.fixture
def topic_prefix() -> str:
    """A prefix no other test uses."""
    return f"t{secrets.token_hex(6)}"


@pytest.fixture
async def fresh_database_url(stack: Addresses) -> AsyncIterator[str]:
    """The url of an empty database."""
    async with empty_database(stack) as url:
        yield url


@pytest.fixture
async def second_database_url(stack: Addresses) -> AsyncIterator[str]:
    """The url of another empty database, for another service."""
    async with empty_database(stack) as url:
        yield url


@pytest.fixture
async def fresh_database(fresh_database_url: str) -> AsyncIterator[Database]:
    """An empty database, without any migration."""
    database = Database(fresh_database_url)
    yield database
    await database.close()
