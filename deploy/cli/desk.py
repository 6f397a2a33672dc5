"""Asking running services as the operator, in a token of a minute that the installation's own key signs.

A refusal ends the command with status 1 and one sentence.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from types import MappingProxyType
from typing import TypeVar
from uuid import uuid4

import httpx
import typer
from pydantic import BaseModel, ValidationError
from rich.console import Console
from rich.text import Text

from deploy.cli.running import Exit
from deploy.installation import Installation
from deploy.local.settings import GATEWAY
from shared.http.elsewhere import ORIGIN, ServiceFault, refusal, unavailable
from shared.http.roles import Role
from shared.http.tokens import Signer
from shared.kernel.command import Command
from shared.kernel.errors import NotFound, Refused
from shared.kernel.ids import ActorId, derived_id
from shared.runtime.service import AUDIENCE
from shared.store.answer import Answer
from shared.store.transaction import Who

OPERATOR = ActorId(derived_id("operator"))
"""Who an operator at the command line is in every record of what was done."""
A = TypeVar("A", bound=BaseModel)
B = TypeVar("B", bound=Answer)
PATIENCE = 60.0
"""Seconds: a replay of many records takes its time."""


class Desk:
    """The services of an installation. Raises the services' own refusals, `NotYet` for one that does not answer."""

    def __init__(self, installation: Installation) -> None:
        self.services = {name: url.rstrip("/") for name, url in installation.services.items() if name != GATEWAY}
        self._signer = Signer.from_file(installation.signing_key)
        self._centre = installation.centre
        self._client = httpx.Client(timeout=PATIENCE, trust_env=False, headers={ORIGIN: "operator"})

    def close(self) -> None:
        self._client.close()

    def named(self, service: str | None) -> list[str]:
        """This service, or all of them. Raises `NotFound` (`unknown_service`)."""
        if service is not None and service not in self.services:
            raise NotFound("unknown_service", field="service", rule="one of: " + ", ".join(self.services))
        return [service] if service else list(self.services)

    def ask(self, service: str, query: str, kind: type[A], inputs: Mapping[str, object] = MappingProxyType({})) -> A:
        """The answer to one of the internal queries."""
        return kind.model_validate_json(self._send(service, "GET", f"internal/queries/{query}", params=_known(inputs)))

    def ask_as(self, role: Role, service: str, query: str, kind: type[A], inputs: Mapping[str, object]) -> A:
        """The answer to one of the queries for staff, asked in this role."""
        return kind.model_validate_json(self._send(service, "GET", f"queries/{query}", role=role, params=_known(inputs)))

    def search_as(self, role: Role, service: str, query: str, asked: BaseModel, kind: type[A]) -> A:
        """The answer to one of the internal queries whose question is a body, asked in this role."""
        headers = {"Content-Type": "application/json"}
        body = asked.model_dump_json().encode()
        path = f"internal/queries/{query}"
        return kind.model_validate_json(self._send(service, "POST", path, role=role, headers=headers, content=body))

    def tell(self, service: str, operation: str, command: Command, kind: type[B]) -> B:
        """The answer to one of the internal commands."""
        headers = {"Content-Type": "application/json", "Idempotency-Key": str(uuid4())}
        body = command.model_dump_json().encode()
        return kind.model_validate_json(
            self._send(service, "POST", f"internal/commands/{operation}", headers=headers, content=body)
        )

    def _send(
        self,
        service: str,
        method: str,
        path: str,
        *,
        role: Role = Role.ADMIN,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] = MappingProxyType({}),
        content: bytes | None = None,
    ) -> bytes:
        (name,) = self.named(service)
        who = Who(OPERATOR, frozenset({role}), self._centre)
        token = self._signer.sign(who, AUDIENCE, timedelta(seconds=60))
        signed = {**headers, "Authorization": f"Bearer {token}"}
        url = f"{self.services[name]}/{path}"
        try:
            answer = self._client.request(method, url, params=params, headers=signed, content=content)
        except httpx.TransportError:
            raise unavailable(service) from None
        if answer.is_success:
            return answer.content
        raise refusal(service, answer)


def _known(inputs: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in inputs.items() if value is not None}


@contextmanager
def at_desk(installation: Installation, console: Console) -> Iterator[Desk]:
    """The desk; what is refused inside is said in a sentence and ends the command with status 1."""
    desk = Desk(installation)
    try:
        yield desk
    except Refused as no:
        facts = "".join(f"; {name} {value}" for name, value in no.facts.items())
        say_no(console, f"{no.code}: {no.rule or 'refused'}{facts}")
        raise typer.Exit(Exit.FAILED) from None
    except ValidationError as bad:
        say_no(console, "; ".join(f"{error['loc'][-1]}: {error['msg']}" for error in bad.errors(include_input=False)))
        raise typer.Exit(Exit.FAILED) from None
    except ServiceFault as fault:
        say_no(console, f"{fault}; its log says why")
        raise typer.Exit(Exit.FAILED) from None
    finally:
        desk.close()


def say_no(console: Console, sentence: str) -> None:
    console.print(Text(sentence, style="red"), soft_wrap=True)
