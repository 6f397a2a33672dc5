"""Nothing typed is lost: every form into which somebody types a text, an amount or a day has a name to be kept under."""

import re
from collections.abc import Iterator

from services.gateway.pages.drawing import TEMPLATES

FORM = re.compile(r"<form method=\"post\".*?</form>", re.DOTALL)
TYPED = re.compile(r"\b(text|area|money|date)\(")
NOT_KEPT = {
    *("sign_in.html", "code.html", "new_password.html", "password.html", "account.html"),
    *("desk/second_factor.html", "desk/second_factor_phone.html"),
    *("people/find.html", "recruitment/list.html"),
    "desk/wzornik.html",
}
"""Passwords and codes, what only looks for somebody, and the page of patterns."""


def typed_into() -> Iterator[tuple[str, str]]:
    """The templates with a form that is typed into, and the form."""
    for file in sorted(TEMPLATES.rglob("*.html")):
        for form in FORM.findall(file.read_text("utf-8")):
            if TYPED.search(form):
                yield str(file.relative_to(TEMPLATES)), form


def test_what_is_typed_into_a_form_is_kept() -> None:
    assert {name for name, form in typed_into() if "draft=" not in form} <= NOT_KEPT
    assert len({name for name, _ in typed_into()} - NOT_KEPT) > 20


def test_passwords_and_codes_are_not_kept() -> None:
    assert [name for name, form in typed_into() if name in NOT_KEPT and "draft=" in form] == []
