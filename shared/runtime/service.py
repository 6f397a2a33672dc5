"""A service: its declaration, and the order in which its parts start and stop.

Start: migrations, topics, relay, consumers, then requests. Stop: the other way round, so nothing is accepted that could
not be finished.
"""

import asyncio
import gc
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from tenacity import AsyncRetrying, retry_if_exception, stop_after_delay, wait_fixed

from shared.bus.apply import Consumer
from shared.bus.consume import Subscription, make_broker
from shared.bus.effects import Project, React, Reaction
from shared.bus.ends import Ends
from shared.bus.relay import Relay
from shared.bus.sent import StoreBehindTopic, refuse_if_behind
from shared.bus.topics import Topic, ensure_topics
from shared.events.event import Event
from shared.events.registry import Registry
from shared.http.app import make_app
from shared.http.elsewhere import Elsewhere
from shared.http.internal import internal_operations
from shared.http.operations import Desk, Operations
from shared.http.read_models import Models
from shared.http.subject import BeforeOpening, untold
from shared.http.tokens import Verifier
from shared.kernel.errors import Refused
from shared.privacy.errors import KeyUnavailable
from shared.privacy.keys import NoKeys
from shared.privacy.wrapping import Wrapping
from shared.projection.projection import Projection
from shared.runtime.logs import start_logging
from shared.runtime.progress import Progress
from shared.runtime.settings import Settings
from shared.runtime.tasks import running_beside, upkeep
from shared.store.database import Database
from shared.store.faults import is_infrastructure
from shared.store.fingerprints import blank_fingerprints
from shared.store.keyring import Keyring
from shared.store.migrate import migrate
from shared.store.transaction import Commands, business_date

log = logging.getLogger(__name__)
AUDIENCE = "services"
TICK = 0.2
"""Seconds between looks for deadlines that have passed."""
KEEP_ALIVE = 60
"""Seconds a connection may be idle. Whoever calls gives it up long before (httpx: 5 s), so none is closed under a question."""

Timer = Callable[[Commands, date], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Service:
    """The declaration of a service: what it owns, publishes, reads and offers."""

    name: str
    title: str
    migrations: Path
    events: Registry
    operations: Operations
    own: Sequence[Projection[Any]] = ()
    """Read models written in the command's transaction."""
    set_rules: Mapping[str, Refused] = field(default_factory=dict)
    listens_to: Sequence[str] = ()
    """Services whose topics are read."""
    reads: Registry | None = None
    """The events of others, as far as this service understands them."""
    projections: Sequence[Projection[Any]] = ()
    """Read models fed by others' events."""
    reactions: Mapping[type[Event], Reaction] = field(default_factory=dict)
    reactions_at_once: int = 1
    """Events of one transaction; more than one only where no reaction locks a stream."""
    before_opening: Sequence[Callable[[Commands], Awaitable[None]]] = ()
    """Done at each start, before the first request is answered and the first event of others is read."""
    before_subject: BeforeOpening = untold
    """Told before everything about a person is opened; a service with a log of reads writes it there."""
    timers: Sequence[Timer] = ()
    """Looked at every TICK: deadlines that have passed by the business date become commands."""

    def reader(self, topic_prefix: str) -> Consumer | None:
        """The consumer that keeps the read models of others' events; None when there are none."""
        if self.reads is None or not self.projections:
            return None
        name = f"{topic_prefix}.{self.name}.read"
        return Consumer(name, self.topics_read(topic_prefix), self.reads, Project(self.projections))

    def topics_read(self, topic_prefix: str) -> tuple[str, ...]:
        return tuple(Topic(topic_prefix, name).name for name in self.listens_to)


class Running:
    """One process of a service: builds the parts from settings, starts and stops them in order."""

    def __init__(self, service: Service, settings: Settings) -> None:
        self.service = service
        self.settings = settings
        self.database = Database(settings.database_url, pool=settings.database_pool)
        self.keys_database = Database(settings.database_url, pool=2)
        self.keyring = keyring_of(settings, self.keys_database)
        self.topic = Topic(settings.topic_prefix, service.name)
        self._looked: date | None = None
        self._asked = asyncio.Event()
        self.relay = Relay(self.database, settings.kafka, self.topic, f"urn:kladka:{settings.centre}:{service.name}")
        self.commands = Commands(
            database=self.database,
            registry=service.events,
            keys=self.keyring or NoKeys(),
            clock=settings.clock,
            own=service.own,
            set_rules=service.set_rules,
            wake=self.relay.wake,
        )
        self.broker = make_broker(settings.kafka, f"{service.name}-{settings.port}")
        consumers = self._consumers()
        self.subscriptions = [Subscription(self.broker, self.database, one, instance=settings.instance) for one in consumers]
        readers = [one.consumer.name for one in self.subscriptions]
        self.ends = Ends(settings.kafka)
        self.elsewhere = Elsewhere(settings.services, service.name)
        self.progress = Progress(self.database, self.subscriptions, readers, self.ends, self._due)
        models = Models(service.own, service.projections)
        self.app: FastAPI = make_app(
            service.title,
            service.operations,
            internal_operations(settings.clock, self.progress.quietness, consumers, service.before_subject, models),
            self.running,
            self.checks,
        )

    def _consumers(self) -> list[Consumer]:
        """One group for the read models and one for the reactions: a parked reaction does not blind the staff."""
        prefix = self.settings.topic_prefix
        reader = self.service.reader(prefix)
        consumers = [reader] if reader else []
        if self.service.reads is not None and self.service.reactions:
            at_once, name = self.service.reactions_at_once, f"{prefix}.{self.service.name}.react"
            react = React(name, self.commands, self.service.reactions, at_once)
            consumers.append(Consumer(react.name, self.service.topics_read(prefix), self.service.reads, react))
        return consumers

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Desk]:
        async with AsyncExitStack() as stack:
            stack.push_async_callback(self.database.close)
            stack.push_async_callback(self.keys_database.close)
            stack.push_async_callback(self.elsewhere.close)
            await patiently(lambda: migrate(self.database, self.service.migrations))
            if self.keyring is not None:
                await started(self.keyring)
            await patiently(self._before_opening)
            await patiently(self._topics)
            await patiently(self._not_behind)
            await stack.enter_async_context(running_beside(self.relay.run()))
            stack.push_async_callback(self.ends.stop)
            await patiently(self.ends.start)
            stack.push_async_callback(self.broker.stop)
            await patiently(self.broker.start)
            for subscription in self.subscriptions:
                stack.push_async_callback(subscription.close)
            if self.service.timers:
                await stack.enter_async_context(running_beside(self._tick()))
            await stack.enter_async_context(running_beside(upkeep(lambda: blank_fingerprints(self.database))))
            log.info("started")
            yield Desk(
                self.commands,
                self.database,
                self.commands.keys,
                Verifier(self.settings.token_keys, AUDIENCE),
                self.progress.wait,
                self.elsewhere,
            )
        log.info("stopped")

    async def _before_opening(self) -> None:
        for work in self.service.before_opening:
            await work(self.commands)

    async def _topics(self) -> None:
        """Its own topic and those it reads: whoever starts first creates them."""
        names = {self.topic.name, *self.service.topics_read(self.settings.topic_prefix)}
        await ensure_topics(self.settings.kafka, sorted(names), self.settings.replication_factor)

    async def _not_behind(self) -> None:
        """A store that is older than its topic would use the same numbers twice: better not to start at all."""
        try:
            await refuse_if_behind(self.database, self.settings.kafka, self.topic.name, self.relay.source, self.relay.lock)
        except StoreBehindTopic as refused:
            log.critical("not started: %s", refused)
            raise

    async def _tick(self) -> None:
        while True:
            try:
                async with self.database.read() as db:
                    today = await business_date(db, self.settings.clock)
                for timer in self.service.timers:
                    await timer(self.commands, today)
                self._looked = today
            except Exception as fault:
                if not is_infrastructure(fault):
                    raise
                log.warning("timers interrupted", extra={"fault": type(fault).__name__})
            with suppress(TimeoutError):
                async with asyncio.timeout(TICK):
                    await self._asked.wait()
            self._asked.clear()

    async def _due(self) -> bool:
        if not self.service.timers:
            return False
        async with self.database.read() as db:
            behind = self._looked != await business_date(db, self.settings.clock)
        if behind:
            self._asked.set()
        return behind

    async def checks(self) -> dict[str, bool]:
        """What readiness depends on."""
        return {
            "database": await database_answers(self.database),
            "relay": not self.relay.failing,
            "consumers": all(one.assigned and not one.failing for one in self.subscriptions),
        }


async def database_answers(database: Database) -> bool:
    """Whether a query comes back in time."""
    try:
        async with asyncio.timeout(2), database.read() as db:
            return bool(await db.driver.fetchval("SELECT true"))
    except Exception as fault:
        if is_infrastructure(fault):
            return False
        raise


async def patiently(work: Callable[[], Awaitable[None]]) -> None:
    """At start the database or the broker may still be coming up: try for a minute."""
    async for attempt in AsyncRetrying(
        retry=retry_if_exception(is_infrastructure), wait=wait_fixed(0.5), stop=stop_after_delay(60), reraise=True
    ):
        with attempt:
            await work()


def keyring_of(settings: Settings, database: Database) -> Keyring | None:
    """The keys that the settings name; None where they name none. Raises `BadKeys`, `OSError`."""
    if settings.sealing_key is not None:
        return Keyring(database, Wrapping.from_file(settings.sealing_key))
    if settings.sealing_keys is not None:
        return Keyring(database, Wrapping.from_text(settings.sealing_keys.get_secret_value()))
    return None


async def started(keyring: Keyring) -> None:
    """Start it, or say why the process ends. Raises `KeyUnavailable`."""
    try:
        await patiently(keyring.start)
    except KeyUnavailable as no:
        log.critical("not started: %s", no.rule)
        raise


def collect_seldom() -> None:
    """Look for cycles of garbage seldom, and never among what stays: it cost consumers a third of their time."""
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)


def serve(service: Service) -> None:
    """Run a service in this process until SIGTERM."""
    settings = Settings()
    start_logging(service.name, settings.log_level)
    run(Running(service, settings).app, settings)


def run(app: FastAPI, settings: Settings) -> None:
    """Answer requests in this process until SIGTERM."""
    collect_seldom()
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=10,
        timeout_keep_alive=KEEP_ALIVE,
    )
