"""Data keys in hand: one AES-256-GCM key per owner; a token opens only for its own owner, field and event."""

import base64
import binascii
import os
from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.privacy.errors import CannotOpen, KeyUnavailable, erased

KEY = 32
"""Bytes of every key."""
NONCE, TAG = 12, 16
FORM = "v1."


class Owner(NamedTuple):
    """Whose a sealed text is: a person, a participant or a stream; and in which project, whose retention ends it."""

    subject: str
    project: str = ""

    @property
    def bytes(self) -> bytes:
        return b"\0".join(part.encode() for part in self)


class Ring:
    """The keys of some owners; None stands for a key that was destroyed."""

    __slots__ = ("_keys",)

    def __init__(self, keys: Mapping[Owner, AESGCM | None]) -> None:
        self._keys = keys

    def seal(self, text: str, owner: Owner, field: str, event: UUID) -> str:
        """The token of a text. Raises `CannotOpen` (`key_destroyed`), `KeyUnavailable` (`key_missing`)."""
        nonce = os.urandom(NONCE)
        sealed = self._key(owner).encrypt(nonce, text.encode(), _bound(owner, field, event))
        return FORM + base64.urlsafe_b64encode(nonce + sealed).decode()

    def open(self, token: str, owner: Owner, field: str, event: UUID) -> str:
        """The text of a token. Raises `CannotOpen`, `KeyUnavailable` (`key_missing`)."""
        key, raw = self._key(owner), _raw(token)
        try:
            return key.decrypt(raw[:NONCE], raw[NONCE:], _bound(owner, field, event)).decode()
        except (InvalidTag, UnicodeDecodeError):
            rule = "a sealed text opens only with its own key, for its own owner, field and event"
            raise CannotOpen("token_displaced", rule=rule) from None

    def _key(self, owner: Owner) -> AESGCM:
        try:
            key = self._keys[owner]
        except KeyError:
            raise KeyUnavailable("key_missing", rule="no key is kept for the owner of this text") from None
        if key is None:
            raise erased()
        return key


def _raw(token: str) -> bytes:
    try:
        raw = base64.b64decode(token.removeprefix(FORM), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        raw = b""
    if len(raw) < NONCE + TAG or not token.startswith(FORM):
        raise CannotOpen("token_damaged", rule="a sealed text is cut short or has another shape")
    return raw


def _bound(owner: Owner, field: str, event: UUID) -> bytes:
    """What a token is bound to; names of fields hold no zero byte, and an event's id has a fixed length."""
    return b"\0".join((owner.bytes, field.encode(), event.bytes))
