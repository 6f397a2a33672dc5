"""Signing in: login and password for a token of one working day; a refusal never tells which of the two was wrong."""

from datetime import datetime, timedelta
from typing import Annotated

from pydantic import ConfigDict, Field, SecretStr, StringConstraints

from services.gateway.desk import AUDIENCE, AtDesk
from shared.http.roles import Role
from shared.kernel.clock import utc_now
from shared.kernel.command import Command, View

LIFE = timedelta(hours=8)


class SignIn(Command):
    """Who wants to work. A password is taken as typed, with its blanks."""

    model_config = ConfigDict(str_strip_whitespace=False)

    login: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)] = Field(
        examples=["coordinator"]
    )
    password: Annotated[SecretStr, Field(min_length=1, max_length=200)]


class SignedIn(View):
    """A token for the header `Authorization: Bearer …`, and what it allows."""

    token: str
    expires_at: datetime
    roles: list[Role]


async def sign_in(command: SignIn, desk: AtDesk) -> SignedIn:
    """Exchange login and password for a token that is good for eight hours."""
    who = await desk.accounts.who(command.login, command.password.get_secret_value())
    expires_at = utc_now().replace(microsecond=0) + LIFE
    return SignedIn(token=desk.signer.sign(who, AUDIENCE, LIFE), expires_at=expires_at, roles=sorted(map(Role, who.roles)))
