"""Serving an application in the test's own process and loop, on a real port of the loopback address."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from socket import socket

import uvicorn
from fastapi import FastAPI

from deploy.local.ports import LOOPBACK, free_port
from shared.runtime.service import KEEP_ALIVE


class _Server(uvicorn.Server):
    """A server that leaves the signals to pytest, and its loop running when it cannot start."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket] | None = None) -> None:
        try:
            await super().startup(sockets)
        except SystemExit as end:  # it would leave the loop in the middle of a step, and every later test with it
            raise AssertionError("the application did not start: the log says why") from end


@asynccontextmanager
async def served(app: FastAPI, port: int | None = None) -> AsyncIterator[str]:
    """The base URL of the application, which is started before the block and stopped after it."""
    port = port or free_port()
    config = uvicorn.Config(
        app, host=LOOPBACK, port=port, log_config=None, access_log=False, ws="none", timeout_keep_alive=KEEP_ALIVE
    )
    server = _Server(config)
    running = asyncio.create_task(server.serve())
    try:
        while not server.started:
            if running.done():
                running.result()
                raise AssertionError("the application ended before it had started")
            await asyncio.sleep(0.01)
        yield f"http://{LOOPBACK}:{port}"
    finally:
        server.should_exit = True
        await running
