"""Problems: what is away is answered quietly, a fault of ours is raised for the server's log."""

import asyncpg
import httpx
import pytest
from fastapi import FastAPI

from shared.http.problems import add_problem_handlers

AWAY = [
    asyncpg.ConnectionDoesNotExistError("gone"),
    asyncpg.CannotConnectNowError("starts"),
    ConnectionRefusedError(),
    TimeoutError(),
]
OURS = [RuntimeError("a thing"), asyncpg.DataError("a value"), asyncpg.UndefinedTableError("a table")]


def raising(fault: Exception) -> httpx.AsyncClient:
    app = FastAPI()
    add_problem_handlers(app)

    @app.get("/it")
    async def it() -> None:
        raise fault

    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here")


@pytest.mark.parametrize("fault", AWAY, ids=lambda fault: type(fault).__name__)
async def test_what_is_away_is_answered_with_503_and_nothing_is_raised_into_the_server(fault):
    async with raising(fault) as client:
        answer = await client.get("/it")  # raises what the application lets through to the server
    assert (answer.status_code, answer.json()["code"], answer.headers["Retry-After"]) == (503, "unavailable", "1")


@pytest.mark.parametrize("fault", OURS, ids=lambda fault: type(fault).__name__)
async def test_a_fault_of_ours_reaches_the_server_log(fault):
    async with raising(fault) as client:
        with pytest.raises(type(fault)):
            await client.get("/it")
