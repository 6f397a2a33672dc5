"""Composition root: the gateway is ready with its own database; a service that is away does not close the door."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI

from services.gateway import passing
from services.gateway.accounts import Accounts
from services.gateway.api import api
from services.gateway.desk import AUDIENCE, AtDesk, Desk
from services.gateway.directory import Directory
from services.gateway.document import OWN, Document, merged
from services.gateway.settings import GatewaySettings
from services.gateway.upstream import connected
from shared.http.app import Application, add_health
from shared.http.problems import add_problem_handlers
from shared.http.tokens import Signer, Verifier
from shared.runtime.logs import start_logging
from shared.runtime.service import database_answers, patiently, run
from shared.store.database import Database
from shared.store.migrate import migrate

log = logging.getLogger(__name__)
MIGRATIONS = Path(__file__).parent / "migrations"


class Gateway:
    """One process of the gateway: builds the parts from settings, starts and stops them in order."""

    def __init__(self, settings: GatewaySettings) -> None:
        self.settings = settings
        self.database = Database(settings.database_url, pool=settings.database_pool)
        self.app = Application(title="Kładka", lifespan=self._lifespan, openapi_url=None)
        add_problem_handlers(self.app)
        self.app.include_router(api.router)
        self.app.include_router(passing.router)
        self.app.add_api_route("/openapi.json", self._document, include_in_schema=False)
        add_health(self.app, self._checks)

    @asynccontextmanager
    async def _lifespan(self, app: FastAPI) -> AsyncIterator[None]:
        try:
            async with self._running() as app.state.desk:
                log.info("started")
                yield
        finally:
            await self.database.close()
        log.info("stopped")

    @asynccontextmanager
    async def _running(self) -> AsyncIterator[Desk]:
        signer = Signer.from_file(self.settings.signing_key)
        verifier = Verifier(self.settings.token_keys, AUDIENCE)
        await patiently(lambda: migrate(self.database, MIGRATIONS))
        accounts = Accounts(self.database)
        if self.settings.demo_accounts:
            await accounts.keep_demo_accounts(self.settings.demo_accounts)
        async with connected(self.settings.services, signer) as upstream:
            yield Desk(accounts, signer, verifier, upstream, Directory(upstream))

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
