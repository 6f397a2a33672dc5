"""One's own account beyond the password: the second factor with its picture and codes, and tokens for programs."""

from typing import Any
from uuid import UUID

import segno
from fastapi import APIRouter, Response
from markupsafe import Markup

from services.gateway import own
from services.gateway.access_tokens import AccessToken
from services.gateway.factors import Enrolment
from services.gateway.own import ConfirmSecondFactor, CreateAccessToken, EnrolSecondFactor, RevokeAccessToken
from services.gateway.pages.asking import ask
from services.gateway.pages.choosing import Choice
from services.gateway.pages.desk.ours import read_as
from services.gateway.pages.drawing import draw, draw_again, go
from services.gateway.pages.form import Form
from services.gateway.pages.keeping import dropped
from services.gateway.pages.visit import Sent, SignedIn, Visit
from services.gateway.sessions import Session
from shared.kernel.errors import NotFound, Refused

router = APIRouter()
FACTOR, PHONE, CODES = "desk/second_factor.html", "desk/second_factor_phone.html", "desk/second_factor_codes.html"
TOKENS, TOKEN = "desk/tokens.html", "desk/token_made.html"
LONGEST = 400
"""Characters of a secret's address, which the second page hands on to itself: it is told only once."""
DAYS = ("30", "90", "180", "366")
"""How long a token may live."""


@router.get("/account/second-factor")
async def second_factor_page(visit: SignedIn) -> Response:
    """Whether there is one, and the password that begins with a new one."""
    return draw(visit, FACTOR, enrolled=await _enrolled(visit))


@router.post("/account/second-factor")
async def begin(visit: SignedIn, form: Sent) -> Response:
    """The secret as a picture; it counts after the first code."""
    try:
        command = read_as(
            EnrolSecondFactor, password=form.text("password")[:1000], code=form.text("code").strip()[:100] or None
        )
        enrolment = await own.enrol_second_factor(command, _session(visit), visit.desk, visit.address)
    except Refused as no:
        return draw_again(visit, FACTOR, _without(form, "password", "code"), no, enrolled=await _enrolled(visit))
    return draw(visit, PHONE, **_picture(enrolment))


@router.post("/account/second-factor/confirm")
async def confirm(visit: SignedIn, form: Sent) -> Response:
    """From now on the phone is asked for; the recovery codes are shown this once."""
    try:
        command = read_as(ConfirmSecondFactor, code=form.text("code").strip()[:100])
        codes = await own.confirm_second_factor(command, _session(visit), visit.desk, visit.address)
    except Refused as no:
        shown = Enrolment(secret=form.text("secret")[:LONGEST], uri=form.text("uri")[:LONGEST])
        return draw_again(visit, PHONE, _without(form, "code"), no, **_picture(shown))
    return draw(visit, CODES, codes=codes.codes)


@router.get("/account/tokens")
async def tokens_page(visit: SignedIn, done: str = "") -> Response:
    """One's tokens, and the form of a new one."""
    return draw(visit, TOKENS, done=bool(done), **await _tokens(visit))


@router.post("/account/tokens")
async def create_token(visit: SignedIn, form: Sent) -> Response:
    """The token, the only time it is shown."""
    projects = None if form.text("reach") != "some" else form.all("projects")
    try:
        fields = {"title": form.text("title").strip(), "roles": form.all("roles"), "days": form.text("days") or "90"}
        command = read_as(CreateAccessToken, projects=projects, **fields)
        made = await own.create_access_token(command, _session(visit), visit.desk, visit.address)
    except Refused as no:
        return draw_again(visit, TOKENS, form, no, done=False, **await _tokens(visit))
    await dropped(visit, form.draft)
    return draw(visit, TOKEN, title=command.title, made=made)


@router.get("/account/tokens/{token}/revoke")
async def revoke_page(visit: SignedIn, token: UUID) -> Response:
    """What ends, before it does. Raises `NotFound` (`unknown_access_token`)."""
    for one in await _own_tokens(visit):
        if one.token == token:
            return draw(visit, "desk/token_revoke.html", one=one)
    raise NotFound("unknown_access_token", field="token", rule="there is no such token")


@router.post("/account/tokens/{token}/revoke")
async def revoke(visit: SignedIn, form: Sent, token: UUID) -> Response:
    """It opens nothing any more."""
    await own.revoke_access_token(RevokeAccessToken(token=token), visit.who, visit.desk, visit.address)
    return go("/account/tokens?done=1")


def _session(visit: Visit) -> Session:
    assert visit.session is not None, "somebody signed in"
    return visit.session


async def _enrolled(visit: Visit) -> bool:
    async with visit.desk.database.read() as db:
        return await visit.desk.entrance.factors.enrolled(db, visit.who.actor)


def _picture(enrolment: Enrolment) -> dict[str, Any]:
    """The address as a picture that a phone reads, without styles: the policy of the house forbids them."""
    svg = segno.make(enrolment.uri, error="m", micro=False).svg_inline(scale=5, light="#fff", svgclass=None, lineclass=None)
    return {"picture": Markup(svg), "secret": enrolment.secret, "uri": enrolment.uri}  # noqa: S704 - made here, of squares


def _without(form: Form, *names: str) -> Form:
    """What was typed, less what is never shown again."""
    return Form({name: values for name, values in form.fields.items() if name not in names})


async def _own_tokens(visit: Visit) -> list[AccessToken]:
    return (await own.access_tokens(visit.who, visit.desk)).items


async def _tokens(visit: Visit) -> dict[str, Any]:
    """One's tokens, and what a new one may be given."""
    reached = (await ask(visit, "projects", Choice)).items
    roles = sorted(_session(visit).account.roles)
    return {"tokens": await _own_tokens(visit), "roles": roles, "projects": reached, "days": DAYS, "now": visit.desk.now()}
