"""Drawing: a template in the visitor's language, with what every page needs; a page says its own status."""

import hashlib
from collections.abc import Callable
from functools import cache, lru_cache
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from services.gateway.pages.form import Form
from services.gateway.pages.language import Language, words
from services.gateway.pages.menu import menu
from services.gateway.pages.saying import filters
from services.gateway.pages.says import errors_of
from services.gateway.pages.visit import PROJECT, Visit
from shared.kernel.errors import NotYet, Refused
from shared.kernel.ids import new_id

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parents[1] / "static"
HTMX_NAME = "htmx.js"
TEXTS = 5_000
"""Texts of templates, several times as many as there are."""
HTMX = Path(distribution("django-htmx").locate_file("django_htmx/static/django_htmx/htmx-2.min.js"))  # type: ignore[arg-type]
"""The wheel is installed for this file alone, without Django."""


def draw(visit: Visit, template: str, status: int = 200, **shown: Any) -> HTMLResponse:
    """The page; a visitor without a cookie gets one, so that the page's forms are known again.

    `errors` stand at their fields, `typed` in them (else what was kept of this page); `key` names
    the command of the page's form.
    """
    page = environment(visit.language).get_template(template)
    given = {"errors": [], "typed": visit.kept, "key": str(new_id()), "menu": menu(visit), **shown}
    response = HTMLResponse(page.render(visit=visit, language=visit.language, **given), status)
    response.headers["Content-Language"] = visit.language
    if visit.new:
        visit.desk.cookie.put(response, visit.secret)
    _keep_project(visit, response)
    return response


def _keep_project(visit: Visit, response: HTMLResponse) -> None:
    """Other pages lead back to the project that was looked at last."""
    at = visit.request.path_params.get("project")
    if at is not None and at == visit.project and at != visit.request.cookies.get(PROJECT):
        secure = visit.desk.cookie.secure
        response.set_cookie(PROJECT, at, path="/", secure=secure, httponly=True, samesite="lax")


def draw_again(visit: Visit, template: str, form: Form, no: Refused, **shown: Any) -> HTMLResponse:
    """The page of a form that was refused: everything stands as typed, what is wrong at its field.

    Whoever sends it again after a part was away sends the same command.
    """
    same = {"key": form.key} if isinstance(no, NotYet) else {}
    return draw(visit, template, no.status, errors=errors_of(no, visit.language), typed=form.typed, **same, **shown)


def go(place: str) -> RedirectResponse:
    """To another page, to be asked for anew."""
    return RedirectResponse(place, 303)


@cache
def environment(language: Language) -> Environment:
    """The templates in one language."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_callables(*words(language), newstyle=True)  # type: ignore[attr-defined]  # of the extension
    made.globals["_"] = _saying(words(language).one)
    made.globals["static"] = static
    made.filters |= filters(language)
    return made


def _saying(said: Callable[[str], str]) -> Callable[..., Markup]:
    """`_` as the extension makes it; but a text without variables is looked up and marked once, and most have none."""

    @lru_cache(TEXTS)
    def always(text: str) -> Markup:
        return Markup(said(text)) % {}  # noqa: S704 - our own words; what they are filled with is escaped

    def say(text: str, /, **filled: Any) -> Markup:
        return Markup(said(text)) % filled if filled else always(text)  # noqa: S704

    return say


@cache
def static(name: str) -> str:
    """The address of one of our files; it changes with its content, so browsers may keep it."""
    return f"/static/{name}?{hashlib.sha256(file_of(name).read_bytes()).hexdigest()[:12]}"


def file_of(name: str) -> Path:
    """Where a file for browsers lies: htmx comes with a wheel, the others are ours."""
    return HTMX if name == HTMX_NAME else STATIC / name
