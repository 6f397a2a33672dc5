"""The HTTP application of a service: operations and health; what it needs of the running service stands in its state."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from fastapi import FastAPI, Response
from pydantic import Field

from shared.http.operations import Desk, Operations
from shared.http.problems import add_problem_handlers, as_sent
from shared.kernel.command import View

Checks = Callable[[], Awaitable[dict[str, bool]]]
Running = Callable[[], AbstractAsyncContextManager[Desk]]


class Application(FastAPI):
    """FastAPI whose document says how problems are sent."""

    def openapi(self) -> dict[str, Any]:
        return self.openapi_schema or as_sent(super().openapi())


class Health(View):
    """The parts of a service and whether each works."""

    ready: bool
    parts: dict[str, bool] = Field(examples=[{"database": True, "relay": True, "consumers": True}])


def make_app(title: str, public: Operations, internal: Operations, running: Running, checks: Checks) -> FastAPI:
    """The application; `running` starts the service's parts before the first request and stops them after the last."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with running() as desk:
            app.state.desk = desk
            yield

    app = Application(title=title, lifespan=lifespan, docs_url=None, redoc_url=None)
    add_problem_handlers(app)
    app.include_router(public.router)
    app.include_router(internal.router, prefix="/internal", include_in_schema=False)
    add_health(app, checks)
    return app


def add_health(app: FastAPI, checks: Checks) -> None:
    """Live: the process answers. Ready: the parts it cannot work without do."""

    @app.get("/health/live", include_in_schema=False)
    async def live() -> Health:
        return Health(ready=True, parts={})

    @app.get("/health/ready", include_in_schema=False)
    async def ready(response: Response) -> Health:
        parts = await checks()
        response.status_code = 200 if all(parts.values()) else 503
        return Health(ready=all(parts.values()), parts=parts)
