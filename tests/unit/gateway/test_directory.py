"""The directory: what it learnt it keeps, what it does not know it asks for again."""

import json

import httpx
import pytest
from joserfc.jwk import OKPKey

from services.gateway.directory import Directory
from services.gateway.upstream import Upstream
from shared.http.tokens import Signer
from shared.kernel.errors import NotFound, NotYet


class Network:
    """Services that are made of their documents alone; None: away."""

    def __init__(self, **services: list[str] | None) -> None:
        self.services = services
        self.asked: list[str] = []

    def directory(self) -> Directory:
        client = httpx.AsyncClient(transport=httpx.MockTransport(self._answer))
        addresses = {name: f"http://{name}" for name in self.services}
        return Directory(Upstream(addresses, client, Signer(OKPKey.generate_key("Ed25519", auto_kid=True))))

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url.host)
        queries = self.services[request.url.host]
        if queries is None:
            raise httpx.ConnectError("refused")
        paths = {f"/queries/{name}": {"get": {"operationId": name}} for name in queries}
        return httpx.Response(200, content=json.dumps({"paths": paths}))


async def test_a_known_operation_is_not_asked_for_again() -> None:
    network = Network(left=["a"], right=["b"])
    directory = network.directory()
    assert [await directory.owner("/queries/a"), await directory.owner("/queries/b")] == ["left", "right"]
    assert sorted(network.asked) == ["left", "right"]


async def test_an_operation_that_came_with_a_newer_service_is_found() -> None:
    network = Network(left=["a"])
    directory = network.directory()
    await directory.owner("/queries/a")
    network.services["left"] = ["a", "b"]
    assert await directory.owner("/queries/b") == "left"


async def test_a_service_that_went_away_keeps_its_operations() -> None:
    network = Network(left=["a"], right=["b"])
    directory = network.directory()
    await directory.owner("/queries/a")
    network.services["left"] = None
    with pytest.raises(NotFound):
        await directory.owner("/queries/c")
    assert await directory.owner("/queries/a") == "left"


async def test_nobody_can_say_that_an_operation_is_unknown_before_all_were_heard() -> None:
    directory = Network(left=["a"], right=None).directory()
    with pytest.raises(NotYet) as refused:
        await directory.owner("/queries/b")
    assert (refused.value.code, refused.value.facts) == ("unavailable", {"service": "right"})


async def test_what_somebody_may_do_is_not_all_known_before_all_were_heard() -> None:
    network = Network(left=["a"], right=None)
    directory = network.directory()
    await directory.allowed(frozenset())
    assert not directory.heard_of_all
    network.services["right"] = ["b"]
    assert await directory.owner("/queries/b") == "right"
    assert directory.heard_of_all


async def test_a_service_that_is_away_does_not_hide_the_others() -> None:
    assert await Network(left=["a"], right=None).directory().owner("/queries/a") == "left"
