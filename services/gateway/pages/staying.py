"""Staying: how long the session still lasts, a moment more on wish, what was typed, the language and the look."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.gateway.pages.drawing import go
from services.gateway.pages.keeping import dropped
from services.gateway.pages.language import COOKIE, Language
from services.gateway.pages.look import COOKIE as LOOK
from services.gateway.pages.look import Choice
from services.gateway.pages.visit import Sent, SignedIn, Visit, Visiting, local
from services.gateway.sessions import IDLE, WARNING, Session, Stage
from shared.http.tokens import Unauthenticated
from shared.kernel.command import View

router = APIRouter()
YEAR = 365 * 24 * 3600
"""Seconds a chosen language or look is remembered."""


class Remaining(View):
    """How long the session lasts if nothing is done. `can_stay`: it would last longer if one wished to stay."""

    ends_at: datetime
    seconds: int
    warn: bool
    can_stay: bool


@router.get("/session")
async def remaining(visit: Visiting) -> Remaining:
    """Asked by the page now and then; asking does not lengthen it. Raises `Unauthenticated` (`session_ended`)."""
    session = _session(visit)
    return _remaining(visit, session, session.idle_at)


@router.post("/session/stay")
async def stay(visit: Visiting, form: Sent) -> Remaining:
    """Stay signed in. Raises `Unauthenticated` (`session_ended`)."""
    session = _session(visit)
    return _remaining(visit, session, await visit.desk.entrance.sessions.stay(session))


@router.post("/drafts/drop")
async def begin_afresh(visit: SignedIn, form: Sent) -> Response:
    """What was kept of a form is not wanted; the page again, without it."""
    await dropped(visit, form.draft)
    return go(local(form.page or "/"))


@router.get("/language/{language}")
async def choose_language(language: Language, visit: Visiting, back: Annotated[str, Query(max_length=2000)] = "/") -> Response:
    """Go on in this language."""
    response = go(local(back))
    secure = visit.desk.cookie.secure
    response.set_cookie(COOKIE, language, max_age=YEAR, path="/", secure=secure, httponly=True, samesite="lax")
    return response


@router.get("/look/{choice}")
async def switch_look(choice: Choice, visit: Visiting, back: Annotated[str, Query(max_length=2000)] = "/") -> Response:
    """More contrast or larger text, or no longer."""
    response = go(local(back))
    secure = visit.desk.cookie.secure
    response.set_cookie(
        LOOK, visit.look.switched(choice).cookie, max_age=YEAR, path="/", secure=secure, httponly=True, samesite="lax"
    )
    return response


def _session(visit: Visit) -> Session:
    if visit.session is None or visit.session.stage is not Stage.OPEN:
        raise Unauthenticated("session_ended", field="Cookie", rule="sign in again")
    return visit.session


def _remaining(visit: Visit, session: Session, ends_at: datetime) -> Remaining:
    now = visit.desk.now()
    left = ends_at - now
    can_stay = min(now + IDLE, session.ends_at) > ends_at
    return Remaining(ends_at=ends_at, seconds=int(left.total_seconds()), warn=left <= WARNING, can_stay=can_stay)
