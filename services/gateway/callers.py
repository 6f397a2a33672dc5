"""Callers: who asks, by a signed token, a personal access token or a browser's session; judged anew with every request.

What an account may is read from its row, so a change or the end of a session counts at once.
"""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header, Request

from services.gateway.access_tokens import PREFIX
from services.gateway.csrf import HEADER, SAFE, check_form
from services.gateway.desk import Address, AtDesk, Desk
from services.gateway.sessions import Session, Stage
from shared.http.tokens import Unauthenticated
from shared.kernel.errors import Forbidden
from shared.store.transaction import Who


@dataclass(frozen=True, slots=True)
class Called:
    """Who calls. `session`: the person signed in; `by_access_token`: a program speaks in the person's name."""

    who: Who
    session: Session | None = None
    by_access_token: bool = False


async def called(
    request: Request, desk: AtDesk, address: Address, authorization: Annotated[str, Header(include_in_schema=False)] = ""
) -> Called:
    """Who calls. Raises `Unauthenticated`, or `Forbidden` when the roles do not allow it."""
    found = await _known(request, desk, address, authorization)
    allowed: list[str] = request.scope["route"].openapi_extra["x-roles"]
    if found.who.roles.isdisjoint(allowed):
        raise Forbidden("role_missing", field="roles", rule="one of: " + ", ".join(allowed))
    return found


async def caller(found: Annotated[Called, Depends(called)]) -> Who:
    return found.who


async def not_a_program(found: Annotated[Called, Depends(called)]) -> Who:
    """Who calls, with the full weight of a sign-in. Raises `Forbidden` (`access_token_not_enough`)."""
    if found.by_access_token:
        raise Forbidden("access_token_not_enough", field="Authorization", rule="sign in for this")
    return found.who


async def own_session(found: Annotated[Called, Depends(called)]) -> Session:
    """The session of a person who signed in. Raises `Forbidden` (`sign_in_needed`)."""
    if found.session is None:
        raise Forbidden("sign_in_needed", field="Authorization", rule="only who signed in does this, and for themselves")
    return found.session


Caller = Annotated[Who, Depends(caller)]
Responsible = Annotated[Who, Depends(not_a_program)]
Own = Annotated[Session, Depends(own_session)]


async def _known(request: Request, desk: Desk, address: str, authorization: str) -> Called:
    scheme, _, token = authorization.partition(" ")
    if authorization and (scheme.lower() != "bearer" or not token):
        raise _missing()
    if token.startswith(PREFIX):
        return await _of_access_token(desk, token, address)
    if token:
        return await _of_signed_token(desk, token)
    return await _of_browser(request, desk)


async def _of_access_token(desk: Desk, token: str, address: str) -> Called:
    who = await desk.tokens.who(token, address)
    if who is None:
        raise Unauthenticated("token_refused", field="Authorization", rule="a valid, unexpired token is needed")
    return Called(who, by_access_token=True)


async def _of_signed_token(desk: Desk, token: str) -> Called:
    """A token of a session is worth what the session is; one without is the operator's, and says all by itself."""
    signed = desk.verifier.read(token)
    if signed.session is None:
        return Called(signed.who)
    session = await desk.entrance.sessions.of_token(signed.session)
    if session is None:
        raise Unauthenticated("session_ended", field="Authorization", rule="sign in again")
    return Called(session.account.who, session)


async def _of_browser(request: Request, desk: Desk) -> Called:
    """A script of our own pages; what may change something carries the token of its forms."""
    secret = request.cookies.get(desk.cookie.name)
    if secret is None:
        raise _missing()
    if request.method not in SAFE:
        check_form(desk.keys, secret, request.headers.get(HEADER))
    session = await desk.entrance.sessions.of_cookie(secret)
    if session is None or session.stage is not Stage.OPEN:
        raise Unauthenticated("session_ended", field="Cookie", rule="sign in again")
    await desk.entrance.sessions.used(session)
    return Called(session.account.who, session)


def _missing() -> Unauthenticated:
    return Unauthenticated("token_missing", field="Authorization", rule="a bearer token is needed")
