"""A visit: the request of a browser with its cookie, its session and its language, and the form it sent."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, Request

from services.gateway.api import own_operations
from services.gateway.csrf import FIELD, HEADER, SAFE, check_form, form_token
from services.gateway.desk import Address, AtDesk, Desk, address_of, desk_of
from services.gateway.pages.form import Form, Typed, read
from services.gateway.pages.language import COOKIE, Language, language_of
from services.gateway.pages.look import COOKIE as LOOK
from services.gateway.pages.look import Look, look_of
from services.gateway.sessions import SECRET, Session, Stage
from shared.store.transaction import Who

PROJECT = "kladka-project"
"""The cookie that holds the project one works in."""
CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")
LONGEST = 120
"""Characters of the name of a draft."""
STEPS = {Stage.SECOND_FACTOR: "/sign-in/code", Stage.NEW_PASSWORD: "/sign-in/new-password"}
"""Where the rest of signing in is done."""


class Elsewhere(Exception):
    """The browser has to go to another page first."""

    def __init__(self, place: str) -> None:
        super().__init__("elsewhere")
        self.place = place


@dataclass(frozen=True, slots=True)
class Visit:
    """Who looks, as far as it is known. `secret` stands in the cookie, also before anybody signs in."""

    request: Request
    desk: Desk
    address: str
    language: Language
    secret: str
    new: bool
    """The cookie has to be set with the answer."""
    session: Session | None
    look: Look
    allowed: frozenset[str] = frozenset()
    """The services' operations that the person's roles may call: a page shows no other."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """The projects that the person reaches, by code; none while their service is away."""
    kept: Typed = field(default_factory=dict)
    """What was typed on this page and not sent."""

    @property
    def who(self) -> Who:
        """In whose name services are asked."""
        assert self.session is not None, "somebody signed in"
        return self.session.account.who

    def may(self, operation: str) -> bool:
        """Would a service let the person's roles do this?"""
        return operation in self.allowed

    @property
    def csrf(self) -> str:
        """What the forms of this visit hold."""
        return form_token(self.desk.keys, self.secret)

    @property
    def project(self) -> str | None:
        """The project of this page, or the one that was looked at last, or the only one there is for the person."""
        code: str | None = self.request.path_params.get("project") or self.request.cookies.get(PROJECT)
        if code and CODE.fullmatch(code):
            return code
        return next(iter(self.titles)) if len(self.titles) == 1 else None

    def title_of(self, code: str) -> str:
        """What a project is called; its code as long as that is not known."""
        return self.titles.get(code, code)

    @property
    def form(self) -> str:
        """The name that what is typed on this page is kept under, also when the page is drawn again at another address."""
        before = sent_before(self.request)
        return before.draft if before is not None and before.draft else f"at{self.request.url.path.lower()}"[:LONGEST]

    @property
    def open(self) -> bool:
        return self.session is not None and self.session.stage is Stage.OPEN

    @property
    def here(self) -> str:
        """This page, to come back to."""
        query = self.request.url.query
        return self.request.url.path + (f"?{query}" if query else "")


async def visit(request: Request, desk: AtDesk, address: Address) -> Visit:
    """Whoever it is."""
    secret = request.cookies.get(desk.cookie.name)
    language = language_of(request.cookies.get(COOKIE))
    session = await desk.entrance.sessions.of_cookie(secret) if secret else None
    look = look_of(request.cookies.get(LOOK))
    return Visit(request, desk, address, language, secret or secrets.token_urlsafe(SECRET), secret is None, session, look)


async def signed_in(visiting: Annotated[Visit, Depends(visit)]) -> Visit:
    """Somebody who has signed in. Raises `Elsewhere`: to the door, or to the step that is left.

    What was typed into a form before the session ended is kept as its draft, and waits on the page after the sign-in.
    """
    if visiting.session is None:
        ended = "" if visiting.new else "&ended=1"
        back = visiting.here if visiting.request.method in SAFE else await _kept(visiting)
        raise Elsewhere(f"/sign-in?next={quote(back, safe='')}{ended}")
    if visiting.session.stage is not Stage.OPEN:
        raise Elsewhere(STEPS[visiting.session.stage])
    await visiting.desk.entrance.sessions.used(visiting.session)
    roles = visiting.session.account.roles
    titles = await visiting.desk.titles.of(visiting.who, visiting.project)
    allowed = await visiting.desk.directory.allowed(roles) | own_operations(roles)
    return replace(visiting, allowed=allowed, titles=titles, kept=await _kept_here(visiting))


async def _kept_here(visiting: Visit) -> Typed:
    """What stands in the page's form when somebody comes back to it; a form that was sent brings its own."""
    if visiting.request.method not in SAFE:
        return {}
    async with visiting.desk.database.read() as db:
        return await visiting.desk.entrance.drafts.typed(db, visiting.who.actor, visiting.form)


async def _kept(visiting: Visit) -> str:
    """Keep what was sent as a draft of the account that the cookie was of; the page of the form."""
    form = await sent(visiting)
    await keep_as_draft(visiting, form)
    return local(form.page or "/")


async def keep_as_draft(visiting: Visit, form: Form) -> None:
    """Keep what was sent under the form's name, if it has one, for the account that the cookie is or was of."""
    account = await visiting.desk.entrance.sessions.whose(visiting.secret)
    if account is not None and form.draft and form.typed:
        async with visiting.desk.database.begin() as db:
            await visiting.desk.entrance.drafts.save(db, account, form.draft, form.typed)


async def sent(visiting: Annotated[Visit, Depends(visit)]) -> Form:
    """The form of this request. Raises `ForeignForm`, `Invalid` (`form_refused`)."""
    form = await read(visiting.request)
    token = visiting.request.headers.get(HEADER) or form.text(FIELD)
    check_form(visiting.desk.keys, None if visiting.new else visiting.secret, token)
    visiting.request.state.form = form
    return form


def sent_before(request: Request) -> Form | None:
    """The form of a request that could not be answered; None when there was none, or not one of ours."""
    form: Form | None = getattr(request.state, "form", None)
    return form


def stranger(request: Request) -> Visit:
    """Whoever it is, without asking the database, which may be away."""
    desk = desk_of(request)
    secret = request.cookies.get(desk.cookie.name)
    return Visit(
        request,
        desk,
        address_of(request),
        language_of(request.cookies.get(COOKIE)),
        secret or "",
        new=False,
        session=None,
        look=look_of(request.cookies.get(LOOK)),
    )


def local(place: str) -> str:
    """A place of this house to go on to; whatever else it is, the first page."""
    inside = place.startswith("/") and not place.startswith("//") and "\\" not in place and place.isprintable()
    return place if inside else "/"


Visiting = Annotated[Visit, Depends(visit)]
SignedIn = Annotated[Visit, Depends(signed_in)]
Sent = Annotated[Form, Depends(sent)]
