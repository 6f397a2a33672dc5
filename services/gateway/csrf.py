"""Forms are sent from our own pages only: each holds a token made of the browser's cookie, which nobody else can make."""

import hmac
from typing import ClassVar

from shared.kernel.errors import Forbidden
from shared.privacy.keys import Keys

FIELD = "csrf"
"""Of every form."""
HEADER = "X-CSRF-Token"
"""Of every request that a script sends."""
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class ForeignForm(Forbidden):
    """The form is not one of ours, or is of another session."""

    status: ClassVar[int] = 403


def form_token(keys: Keys, secret: str) -> str:
    """What the forms of this cookie hold."""
    return keys.digest("form", secret.encode()).hex()


def check_form(keys: Keys, secret: str | None, sent: str | None) -> None:
    """Raises `ForeignForm` (`form_refused`)."""
    if not secret or not sent or not hmac.compare_digest(form_token(keys, secret).encode(), sent.encode()):
        raise ForeignForm("form_refused", field=FIELD, rule="a form of this session; load the page again")
