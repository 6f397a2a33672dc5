"""Signing in of programs: login, password and code for a token of one working day; a refusal never tells what was wrong."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import ConfigDict, Field, SecretStr, StringConstraints

from services.gateway.accounts import Account
from services.gateway.callers import Own
from services.gateway.desk import AUDIENCE, Address, AtDesk, Desk
from services.gateway.entrance import Passed
from services.gateway.record import Kind, record
from services.gateway.sessions import API
from shared.http.problems import Problem
from shared.http.roles import Role
from shared.http.tokens import Unauthenticated
from shared.kernel.clock import utc_now
from shared.kernel.command import Command, View
from shared.kernel.errors import Refused
from shared.store.answer import Answer
from shared.store.database import Connection

Secret = Annotated[SecretStr, Field(min_length=1, max_length=200)]
Code = Annotated[str, StringConstraints(max_length=40)]
TypedLogin = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=r"^[^\x00]*$")]
"""Whatever was typed; whether anybody has it is found out later."""
WAIT: dict[int | str, dict[str, Any]] = {
    429: {"model": Problem, "description": "Too many attempts: wait `retry_after` seconds"}
}
"""What only operations that take a password or a code answer."""


class SignIn(Command):
    """Who wants to work. A password is taken as typed, with its blanks."""

    model_config = ConfigDict(str_strip_whitespace=False)

    login: TypedLogin = Field(examples=["coordinator"])
    password: Secret
    code: Code | None = Field(default=None, description="of the moment, or a recovery code; where there is a second factor")
    new_password: Secret | None = Field(default=None, description="where somebody else set the password")


class SignedIn(View):
    """A token for the header `Authorization: Bearer …`, and what it allows."""

    token: str
    expires_at: datetime
    roles: list[Role]


async def sign_in(command: SignIn, desk: AtDesk, address: Address) -> SignedIn:
    """Exchange login, password and code for a token that is good for eight hours.

    Refused: `sign_in_refused`, `code_needed`, `code_refused`, `password_change_needed` (send `new_password` with it),
    `too_many_attempts`, and for a new password what `change_password` refuses.
    """
    passed = await desk.entrance.password(command.login, command.password.get_secret_value(), address)
    _all_there(command, passed)
    kept = await _new_hash(command, passed, desk)
    if passed.second_factor and command.code is not None:
        await desk.entrance.code(passed.account, passed.claim, command.code, address)
    async with desk.database.begin() as db:
        if kept is not None:
            await desk.entrance.renew(db, passed.account, kept, address)
        await desk.entrance.finish(db, passed.account, passed.claim, address, "api")
        return await _signed(db, passed.account, desk)


async def sign_out(session: Own, desk: AtDesk, address: Address) -> Answer:
    """End this session; its token opens nothing any more."""
    async with desk.database.begin() as db:
        await desk.entrance.sessions.end(db, session.session)
        await record(db, Kind.SIGNED_OUT, session.account.account, session.account.account, address)
    return Answer()


async def sign_out_everywhere(session: Own, desk: AtDesk, address: Address) -> Answer:
    """End every session of one's own, this one too. Personal access tokens go on: they are revoked one by one."""
    async with desk.database.begin() as db:
        await desk.entrance.sessions.end_all(db, session.account.account)
        await record(db, Kind.SIGNED_OUT_EVERYWHERE, session.account.account, session.account.account, address)
    return Answer()


def _all_there(command: SignIn, passed: Passed) -> None:
    if passed.second_factor and not command.code:
        raise Unauthenticated("code_needed", field="code", rule="a code of the moment, or a recovery code")
    if passed.account.must_change and command.new_password is None:
        raise Refused("password_change_needed", field="new_password", rule="somebody else set this password: choose your own")


async def _new_hash(command: SignIn, passed: Passed, desk: Desk) -> str | None:
    """Of the password that takes the place of one somebody else set; an own one is changed with `change_password`."""
    if not passed.account.must_change or command.new_password is None:
        return None
    return await desk.entrance.new_hash(passed.account, command.new_password.get_secret_value())


async def _signed(db: Connection, account: Account, desk: Desk) -> SignedIn:
    session = await desk.entrance.sessions.start_api(db, account.account)
    expires_at = utc_now().replace(microsecond=0) + API
    token = desk.signer.sign(account.who, AUDIENCE, API, session)
    return SignedIn(token=token, expires_at=expires_at, roles=sorted(account.roles))
