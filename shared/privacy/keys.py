"""Keys: AES-256-GCM for sealing and HMAC-SHA-256 for finding; a token opens only for its own subject, field and event."""

import base64
import binascii
import hashlib
import hmac
import os
from pathlib import Path
from typing import Protocol
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

NONCE = 12


class CannotOpen(Exception):
    """The token is damaged, of another key, or was moved to another subject, field or event."""


class Keys(Protocol):
    """What the store and the person registry ask of keys; keys per person will stand behind the same three calls."""

    def seal(self, text: str, subject: str, field: str, event: UUID) -> str: ...

    def open(self, token: str, subject: str, field: str, event: UUID) -> str: ...

    def digest(self, purpose: str, value: bytes) -> bytes: ...


class InstallationKey:
    """One key for the whole installation; sealing and finding use keys derived from it, so one tells nothing of the other."""

    def __init__(self, secret: bytes, name: str = "i1") -> None:
        if len(secret) != 32:
            raise ValueError("the installation key must be 32 bytes")
        self._name = name
        self._aes = AESGCM(_derive(secret, b"seal"))
        self._hmac = _derive(secret, b"find")

    @classmethod
    def from_file(cls, path: Path) -> "InstallationKey":
        """The key in a file of 32 bytes, base64. Raises ValueError, without the content, when it is anything else."""
        try:
            secret = base64.b64decode(path.read_text("ascii").strip(), validate=True)
        except (binascii.Error, UnicodeDecodeError):
            raise ValueError("the key file does not hold base64") from None
        return cls(secret)

    def seal(self, text: str, subject: str, field: str, event: UUID) -> str:
        nonce = os.urandom(NONCE)
        sealed = self._aes.encrypt(nonce, text.encode(), _bound(subject, field, event))
        return f"v1.{self._name}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"

    def open(self, token: str, subject: str, field: str, event: UUID) -> str:
        try:
            version, name, body = token.split(".")
            raw = base64.urlsafe_b64decode(body)
        except (ValueError, binascii.Error):
            raise CannotOpen("the token has another shape") from None
        if (version, name) != ("v1", self._name):
            raise CannotOpen("the token was made with another key")
        try:
            return self._aes.decrypt(raw[:NONCE], raw[NONCE:], _bound(subject, field, event)).decode()
        except (InvalidTag, ValueError):
            raise CannotOpen("the token does not belong here") from None

    def digest(self, purpose: str, value: bytes) -> bytes:
        """A keyed fingerprint: equal values can be found, nobody without the key can try values out."""
        return hmac.new(self._hmac, purpose.encode() + b"\0" + value, hashlib.sha256).digest()


class NoKeys:
    """For services that hold no personal data: sealing is a mistake there, fingerprints are plain hashes."""

    def seal(self, text: str, subject: str, field: str, event: UUID) -> str:
        raise CannotOpen("this service keeps no personal data")

    def open(self, token: str, subject: str, field: str, event: UUID) -> str:
        raise CannotOpen("this service keeps no personal data")

    def digest(self, purpose: str, value: bytes) -> bytes:
        return hashlib.sha256(purpose.encode() + b"\0" + value).digest()


def _derive(secret: bytes, purpose: bytes) -> bytes:
    return HKDFExpand(algorithm=SHA256(), length=32, info=b"kladka/" + purpose).derive(secret)


def _bound(subject: str, field: str, event: UUID) -> bytes:
    return f"{subject}|{field}|{event}".encode()
