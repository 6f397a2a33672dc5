"""What the gateway's operations and pages need of the running gateway; stands in the application's state as `desk`."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from services.gateway.access_tokens import AccessTokens
from services.gateway.cookies import Cookie
from services.gateway.directory import Directory
from services.gateway.entrance import Entrance
from services.gateway.now import Now
from services.gateway.pace import Pace
from services.gateway.settings import CentreContact
from services.gateway.titles import Titles
from services.gateway.upstream import Upstream
from shared.http.tokens import Signer, Verifier
from shared.privacy.keys import Keys
from shared.store.database import Database

AUDIENCE = "gateway"
"""The audience of a session's token: no service behind accepts it."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The parts of the running gateway. `centre`: whose house it is."""

    centre: CentreContact
    database: Database
    keys: Keys
    entrance: Entrance
    tokens: AccessTokens
    signer: Signer
    verifier: Verifier
    upstream: Upstream
    directory: Directory
    titles: Titles
    cookie: Cookie
    pace: Pace
    now: Now


def desk_of(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


def address_of(request: Request) -> str:
    """Where the request came from; behind what terminates TLS the server puts the true address there."""
    return request.client.host if request.client else ""


async def _at_desk(request: Request) -> Desk:
    """A coroutine, as every dependency: FastAPI sends a plain function to another thread and back."""
    return desk_of(request)


async def _address(request: Request) -> str:
    return address_of(request)


AtDesk = Annotated[Desk, Depends(_at_desk)]
Address = Annotated[str, Depends(_address)]
