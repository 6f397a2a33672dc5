"""What the gateway's operations need of the running gateway; stands in the application's state as `desk`."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from services.gateway.accounts import Accounts
from services.gateway.directory import Directory
from services.gateway.upstream import Upstream
from shared.http.tokens import Signer, Verifier

AUDIENCE = "gateway"
"""The audience of a session's token: no service behind accepts it."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The parts of the running gateway; `shared.http.operations.caller` reads the verifier."""

    accounts: Accounts
    signer: Signer
    verifier: Verifier
    upstream: Upstream
    directory: Directory


def desk_of(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


AtDesk = Annotated[Desk, Depends(desk_of)]
