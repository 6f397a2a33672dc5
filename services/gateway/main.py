"""Composition root: the gateway is ready with its own database; a service that is away does not close the door."""

import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from starlette.types import ASGIApp

from services.gateway import passing
from services.gateway.access_tokens import AccessTokens
from services.gateway.api import api
from services.gateway.attempts import Attempts
from services.gateway.cookies import Cookie
from services.gateway.demo import keep_demo_accounts
from services.gateway.desk import AUDIENCE, AtDesk, Desk
from services.gateway.directory import Directory
from services.gateway.document import OWN, Document, merged
from services.gateway.drafts import Drafts
from services.gateway.entrance import Entrance
from services.gateway.factors import SecondFactors
from services.gateway.forgetting import forget
from services.gateway.headers import SafetyHeaders
from services.gateway.now import Now
from services.gateway.pace import Pace
from services.gateway.pages.app import add_pages
from services.gateway.passwords import Passwords
from services.gateway.sessions import Sessions
from services.gateway.settings import GatewaySettings
from services.gateway.titles import Titles
from services.gateway.upstream import Upstream, connected
from shared.http.app import Application, add_health
from shared.http.problems import add_problem_handlers
from shared.http.tokens import Signer, Verifier
from shared.kernel.clock import utc_now
from shared.runtime.logs import start_logging
from shared.runtime.service import database_answers, keyring_of, patiently, run, started
from shared.runtime.tasks import running_beside, upkeep
from shared.store.database import Database
from shared.store.keyring import Keyring
from shared.store.migrate import migrate

log = logging.getLogger(__name__)
MIGRATIONS = Path(__file__).parent / "migrations"


class _Door(Application):
    """The application; its headers stand around everything, also around what answers to a fault."""

    tls = True

    def build_middleware_stack(self) -> ASGIApp:
        return SafetyHeaders(super().build_middleware_stack(), tls=self.tls)


class Gateway:
    """One process of the gateway: builds the parts from settings, starts and stops them in order."""

    def __init__(self, settings: GatewaySettings, now: Now = utc_now) -> None:
        self.settings = settings
        self.now = now
        self.database = Database(settings.database_url, pool=settings.database_pool)
        self.keys_database = Database(settings.database_url, pool=2)
        self.passwords = Passwords()
        self.app = _Door(title="Kładka", lifespan=self._lifespan, openapi_url=None, docs_url=None, redoc_url=None)
        self.app.tls = settings.tls
        add_problem_handlers(self.app)
        self.app.include_router(api.router)
        self.app.include_router(passing.router)
        self.app.add_api_route("/openapi.json", self._document, include_in_schema=False)
        add_health(self.app, self._checks)
        add_pages(self.app)

    @asynccontextmanager
    async def _lifespan(self, app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            stack.push_async_callback(self.database.close)
            stack.push_async_callback(self.keys_database.close)
            app.state.desk = await stack.enter_async_context(self._running())
            log.info("started")
            yield
        log.info("stopped")

    @asynccontextmanager
    async def _running(self) -> AsyncIterator[Desk]:
        signer = Signer.from_file(self.settings.signing_key)
        await patiently(lambda: migrate(self.database, MIGRATIONS))
        keys = keyring_of(self.settings, self.keys_database)
        assert keys is not None, "the settings name a sealing key"
        await started(keys)
        if self.settings.demo_accounts:
            await keep_demo_accounts(self.database, self.passwords, self.settings.demo_accounts)
        async with connected(self.settings.services, signer) as upstream:
            desk = self._desk(keys, signer, upstream)
            async with running_beside(upkeep(lambda: forget(desk))):
                yield desk

    def _desk(self, keys: Keyring, signer: Signer, upstream: Upstream) -> Desk:
        attempts = Attempts(self.database, keys, self.now)
        sessions, factors = Sessions(self.database, self.now), SecondFactors(keys, self.now)
        drafts = Drafts(keys, self.now)
        return Desk(
            centre=self.settings.centre_contact,
            database=self.database,
            keys=keys,
            entrance=Entrance(self.database, self.passwords, attempts, factors, sessions, drafts),
            tokens=AccessTokens(self.database, self.now),
            signer=signer,
            verifier=Verifier(self.settings.token_keys, AUDIENCE),
            upstream=upstream,
            directory=Directory(upstream),
            titles=Titles(upstream),
            cookie=Cookie(self.settings.tls),
            pace=Pace(),
            now=self.now,
        )

    async def _checks(self) -> dict[str, bool]:
        return {"database": await database_answers(self.database)}

    async def _document(self, desk: AtDesk) -> Document:
        return merged(self.app.openapi(), await desk.directory.documents())


def main() -> None:
    """Run the gateway in this process until SIGTERM."""
    settings = GatewaySettings()
    start_logging(OWN, settings.log_level)
    run(Gateway(settings).app, settings)


if __name__ == "__main__":
    main()
