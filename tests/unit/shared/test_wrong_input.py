"""Wrong input: the answer names the place and the rule; what a caller made up stands neither there nor in logs."""

import logging
from collections.abc import AsyncIterator
from typing import Annotated, Literal
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI, Query
from pydantic import Field

from shared.http.problems import add_problem_handlers
from shared.kernel.command import Command

NAME = "Zofia Kowalska"


class Child(Command):
    age: int


class ByPost(Command):
    way: Literal["post"]
    city: str


class ByHand(Command):
    way: Literal["hand"]


class Form(Command):
    number: UUID
    children: tuple[Child, ...] = ()
    limits: dict[UUID, Child] = Field(default_factory=dict)
    counts: dict[str, dict[str, int]] = Field(default_factory=dict)
    delivery: Annotated[ByPost | ByHand, Field(discriminator="way")] | None = None
    either: Child | int = 0


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    add_problem_handlers(app)

    @app.post("/it")
    async def it(body: Form, page: Annotated[int, Query()] = 1) -> None: ...

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here") as client:
        yield client


GOOD = {"number": "4d1f7a52-2f64-4d0e-8f0a-1f6c0b7f2a33"}
EXTRA = "Extra inputs are not permitted"
WHOLE = "Input should be a valid integer, unable to parse string as an integer"
WRONG = {
    "an unknown field": (GOOD | {NAME: 1}, [("body", EXTRA)]),
    "one inside a list": (GOOD | {"children": [{"age": 1, NAME: 1}]}, [("children.0", EXTRA)]),
    "two of them": (GOOD | {NAME: 1, f"{NAME}'s mother": 1}, [("body", EXTRA)]),
    "a key that is wrong": (GOOD | {"limits": {NAME: {"age": 1}}}, [("limits", "Input should be a valid UUID")]),
    "under a key": (GOOD | {"counts": {NAME: {NAME: NAME}}}, [("counts", WHOLE)]),
    "a field under a key": (GOOD | {"limits": {GOOD["number"]: {"age": NAME}}}, [("limits.age", WHOLE)]),
    "a tag": (GOOD | {"delivery": {"way": NAME}}, [("delivery", "Input tag should be one of the expected tags")]),
    "inside a branch": (GOOD | {"delivery": {"way": "post"}}, [("delivery.city", "Field required")]),
    "a branch": (
        GOOD | {"either": {"age": NAME}},
        [("either.age", WHOLE), ("either", "Input should be a valid integer")],
    ),
    "a number": ({"number": NAME}, [("number", "Input should be a valid UUID")]),
}


@pytest.mark.parametrize("what", WRONG)
async def test_an_answer_names_declared_places_and_never_what_was_made_up(client, caplog, what):
    caplog.set_level(logging.DEBUG)
    sent, expected = WRONG[what]
    answer = await client.post("/it", json=sent)
    assert answer.status_code == 422
    assert [(one["field"], one["rule"]) for one in answer.json()["errors"]] == expected
    assert (answer.json()["field"], answer.json()["rule"]) == expected[0]
    for word in NAME.split():
        assert word not in answer.text
        assert word not in caplog.text


async def test_a_parameter_of_the_address_is_named(client):
    answer = await client.post("/it?page=many", json=GOOD)
    assert [(one["field"], one["rule"]) for one in answer.json()["errors"]] == [("page", WHOLE)]
