"""The pages of the door: signing in step by step, one's own password, signing out."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Response

from services.gateway.attempts import TooManyAttempts
from services.gateway.pages.drawing import draw, go
from services.gateway.pages.says import FieldError, at, missing
from services.gateway.pages.visit import STEPS, Elsewhere, Sent, SignedIn, Visit, Visiting, local
from services.gateway.record import Kind, record
from services.gateway.sessions import Session, Stage, Started
from shared.http.tokens import Unauthenticated
from shared.kernel.errors import Invalid, Refused

router = APIRouter()
Next = Annotated[str, Query(max_length=2000)]
NEXT = "next"


@router.get("/sign-in")
async def sign_in_page(visit: Visiting, next: Next = "/", ended: str = "") -> Response:  # noqa: A002 - its name in addresses
    """Login and password; who is in already goes on."""
    if visit.open:
        return go(local(next))
    return draw(visit, "sign_in.html", errors=[], login="", next=local(next), ended=bool(ended))


@router.post("/sign-in")
async def sign_in(visit: Visiting, form: Sent) -> Response:
    """The first step. The cookie is a new one, whatever it was before."""
    login, password, place = form.text("login").strip(), form.text("password"), local(form.text(NEXT))
    shown = {"login": login, "next": place, "ended": False}
    if empty := [name for name, value in (("login", login), ("password", password)) if not value]:
        return draw(visit, "sign_in.html", 422, errors=missing(empty, visit.language), **shown)
    try:
        started, stage = await visit.desk.entrance.enter(login[:100], password[:1000], visit.address)
    except (Unauthenticated, TooManyAttempts) as no:
        errors = [at("login", no, visit.language)]
        return draw(visit, "sign_in.html", no.status, errors=errors, **shown)
    return _on(visit, started, stage, place)


@router.get("/sign-in/code")
async def code_page(visit: Visiting, next: Next = "/") -> Response:  # noqa: A002
    """The second factor."""
    _at(visit, Stage.SECOND_FACTOR)
    return draw(visit, "code.html", errors=[], next=local(next))


@router.post("/sign-in/code")
async def code(visit: Visiting, form: Sent) -> Response:
    """The second step, with another cookie again."""
    session, place = _at(visit, Stage.SECOND_FACTOR), local(form.text(NEXT))
    if not form.text("code").strip():
        return draw(visit, "code.html", 422, errors=missing(["code"], visit.language), next=place)
    try:
        started, stage = await visit.desk.entrance.enter_code(session, form.text("code")[:100], visit.address)
    except (Unauthenticated, TooManyAttempts) as no:
        errors = [at("code", no, visit.language)]
        return draw(visit, "code.html", no.status, errors=errors, next=place)
    return _on(visit, started, stage, place)


@router.get("/sign-in/new-password")
async def new_password_page(visit: Visiting, next: Next = "/") -> Response:  # noqa: A002
    """A password of one's own in place of the one that somebody else set."""
    session = _at(visit, Stage.NEW_PASSWORD)
    return draw(visit, "new_password.html", errors=[], next=local(next), login=session.account.login)


@router.post("/sign-in/new-password")
async def new_password(visit: Visiting, form: Sent) -> Response:
    """The last step."""
    session, place = _at(visit, Stage.NEW_PASSWORD), local(form.text(NEXT))
    try:
        started = await visit.desk.entrance.enter_new_password(session, form.text("new_password"), visit.address)
    except Invalid as no:
        errors = [at("new_password", no, visit.language)]
        return draw(visit, "new_password.html", no.status, errors=errors, next=place, login=session.account.login)
    return _on(visit, started, Stage.OPEN, place)


@router.get("/account")
async def account_page(visit: SignedIn, changed: str = "") -> Response:
    """Who one is here, and what one can do with one's own account."""
    return draw(visit, "account.html", account=_of(visit).account, changed=bool(changed))


@router.get("/account/password")
async def password_page(visit: SignedIn) -> Response:
    """One's own password."""
    return draw(visit, "password.html", errors=[], login=_of(visit).account.login)


@router.post("/account/password")
async def password(visit: SignedIn, form: Sent) -> Response:
    """Every other session ends, this one goes on with another cookie."""
    session, fields = _of(visit), (form.text("password"), form.text("new_password"))
    try:
        started = await visit.desk.entrance.change_password(session, *fields, visit.address)
    except (Unauthenticated, TooManyAttempts, Invalid) as no:
        return draw(visit, "password.html", no.status, errors=[_at_field(no, visit)], login=session.account.login)
    assert started is not None, "a browser has a cookie"
    return _on(visit, started, Stage.OPEN, "/account?changed=1")


@router.get("/sign-out")
async def no_sign_out() -> Response:
    """Nobody is signed out by a link."""
    return go("/")


@router.post("/sign-out")
async def sign_out(visit: Visiting, form: Sent) -> Response:
    """Here, or with `everywhere` wherever one is signed in; also in the middle of signing in, or after the end."""
    if visit.session is not None:
        everywhere = visit.open and bool(form.text("everywhere"))
        await _end(visit, visit.session, Kind.SIGNED_OUT_EVERYWHERE if everywhere else Kind.SIGNED_OUT)
    response = go("/sign-in")
    visit.desk.cookie.drop(response)
    return response


async def _end(visit: Visit, session: Session, kind: Kind) -> None:
    account, sessions = session.account.account, visit.desk.entrance.sessions
    async with visit.desk.database.begin() as db:
        if kind is Kind.SIGNED_OUT_EVERYWHERE:
            await sessions.end_all(db, account)
        else:
            await sessions.end(db, session.session)
        await record(db, kind, account, account, visit.address)


def _on(visit: Visit, started: Started, stage: Stage, place: str) -> Response:
    """With the new cookie to the step that is left, or to where one wanted to go."""
    response = go(place if stage is Stage.OPEN else f"{STEPS[stage]}?next={quote(place, safe='')}")
    visit.desk.cookie.put(response, started.secret)
    return response


def _at(visit: Visit, stage: Stage) -> Session:
    """The session, at this step. Raises `Elsewhere` at any other."""
    if visit.session is None:
        raise Elsewhere("/sign-in")
    if visit.session.stage is not stage:
        raise Elsewhere(STEPS.get(visit.session.stage, "/"))
    return visit.session


def _of(visit: Visit) -> Session:
    assert visit.session is not None, "somebody signed in"
    return visit.session


def _at_field(no: Refused, visit: Visit) -> FieldError:
    return at("new_password" if isinstance(no, Invalid) else "password", no, visit.language)
