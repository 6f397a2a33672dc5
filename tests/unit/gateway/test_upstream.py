"""Asking a service: its refusals come back as ours, its silence as `unavailable`."""

from datetime import date
from uuid import uuid4

import httpx
import pytest
from joserfc.jwk import OKPKey

from services.gateway.upstream import Upstream, connected
from shared.http.elsewhere import ORIGIN, ServiceFault
from shared.http.internal import AdvanceClock
from shared.http.problems import problem
from shared.http.tokens import Signer, Unauthenticated
from shared.kernel.command import View
from shared.kernel.errors import Forbidden, NotYet, Refused
from shared.kernel.ids import ActorId
from shared.store.answer import Answer
from shared.store.transaction import Who

ME = Who(ActorId(uuid4()), frozenset({"admin"}))


class Number(View):
    number: int


def upstream(answer: httpx.Response | Exception) -> Upstream:
    def transport(_: httpx.Request) -> httpx.Response:
        if isinstance(answer, Exception):
            raise answer
        return answer

    client = httpx.AsyncClient(transport=httpx.MockTransport(transport))
    return Upstream({"finance": "http://finance/"}, client, Signer(OKPKey.generate_key("Ed25519", auto_kid=True)))


def refusing(status: int, code: str, **facts: int) -> httpx.Response:
    told = problem(status, code, "to", "because", facts)
    return httpx.Response(status, content=bytes(told.body))


async def test_an_answer_is_read_as_what_was_asked_for() -> None:
    assert await upstream(httpx.Response(200, json={"number": 7})).ask("finance", "/q", ME, Number) == Number(number=7)


@pytest.mark.parametrize(("status", "kind"), [(401, Unauthenticated), (403, Forbidden), (409, Refused), (503, NotYet)])
async def test_a_refusal_comes_back_with_its_kind_code_field_rule_and_facts(status: int, kind: type[Refused]) -> None:
    asked = AdvanceClock(to=date(2021, 1, 1))
    with pytest.raises(kind) as refused:
        await upstream(refusing(status, "no", left=3)).tell("finance", "/c", ME, asked, "k", Answer)
    no = refused.value
    assert (no.status, no.code, no.field, no.rule, no.facts) == (status, "no", "to", "because", {"left": 3})


@pytest.mark.parametrize("fault", [httpx.ConnectError("x"), httpx.ReadTimeout("x"), httpx.RemoteProtocolError("x")])
async def test_a_service_that_does_not_answer_is_unavailable(fault: Exception) -> None:
    with pytest.raises(NotYet) as refused:
        await upstream(fault).ask("finance", "/q", ME, Number)
    assert (refused.value.code, refused.value.facts) == ("unavailable", {"service": "finance"})


async def test_a_fault_of_a_service_is_not_taken_for_a_refusal() -> None:
    with pytest.raises(ServiceFault, match="finance answered 500"):
        await upstream(httpx.Response(500)).ask("finance", "/q", ME, Number)


def test_a_request_carries_the_query_as_it_was_written() -> None:
    request = upstream(httpx.Response(200)).request("finance", "GET", "/queries/q", ME, query="a=%C5%82&b=1+2")
    assert str(request.url) == "http://finance/queries/q?a=%C5%82&b=1+2"


async def test_every_request_says_that_it_comes_through_the_gateway() -> None:
    signer = Signer(OKPKey.generate_key("Ed25519", auto_kid=True))
    async with connected({"finance": "http://finance"}, signer) as through:
        request = through.request("finance", "GET", "/q", ME, headers={"x-correlation-id": "7"})
    assert (request.headers[ORIGIN], request.headers["x-correlation-id"]) == ("gateway", "7")
