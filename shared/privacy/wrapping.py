"""Key-encryption keys: they wrap the data keys, come from a file or the environment, and are never stored.

One to a line, `name:base64 of 32 bytes`; the first one wraps, every one opens.
"""

import base64
import binascii
import os
import re
from collections.abc import Mapping
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.privacy.errors import KeyUnavailable
from shared.privacy.ring import KEY, NONCE, Owner

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,30}")


class BadKeys(ValueError):
    """What should hold key-encryption keys does not; the message never holds what stands there."""


class Wrapping:
    """The key-encryption keys of a service. With a file, keys that are added to it are used without a new start."""

    def __init__(self, keys: Mapping[str, bytes], file: Path | None = None) -> None:
        self._file = file
        self._seen = _stamp(file)
        self._keys = _ready(keys)

    @classmethod
    def from_file(cls, file: Path) -> "Wrapping":
        """Raises `BadKeys`, `OSError`."""
        return cls(read_keys(file.read_text("ascii", errors="replace")), file)

    @classmethod
    def from_text(cls, text: str) -> "Wrapping":
        """Raises `BadKeys`."""
        return cls(read_keys(text))

    @property
    def names(self) -> list[str]:
        """The one that wraps comes first."""
        self._look_again()
        return list(self._keys)

    def wrap(self, key: bytes, owner: Owner) -> tuple[str, bytes]:
        """The name of the key that wrapped, and the wrapped key: it unwraps for its own owner only."""
        self._look_again()
        name, wrapping = next(iter(self._keys.items()))
        nonce = os.urandom(NONCE)
        return name, nonce + wrapping.encrypt(nonce, key, owner.bytes)

    def unwrap(self, name: str, wrapped: bytes, owner: Owner) -> bytes:
        """Raises `KeyUnavailable` (`wrong_key`)."""
        if name not in self._keys:
            self._look_again()
        try:
            return self._keys[name].decrypt(wrapped[:NONCE], wrapped[NONCE:], owner.bytes)
        except (KeyError, InvalidTag, ValueError):
            rule = "the data key was wrapped with a key-encryption key that this service does not have"
            raise KeyUnavailable("wrong_key", rule=rule, key=name) from None

    def _look_again(self) -> None:
        """Take in a file that has changed; one that is being written holds nothing to take in yet."""
        stamp = _stamp(self._file)
        if self._file is None or stamp == self._seen:
            return
        try:
            self._keys = _ready(read_keys(self._file.read_text("ascii", errors="replace")))
        except (BadKeys, OSError):
            return
        self._seen = stamp


def read_keys(text: str) -> dict[str, bytes]:
    """The keys of a text, by name. Raises `BadKeys`."""
    keys: dict[str, bytes] = {}
    for number, line in enumerate(filter(None, map(str.strip, re.split(r"[\n,]", text))), 1):
        name, _, encoded = line.partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
        except binascii.Error:
            key = b""
        if not NAME.fullmatch(name) or len(key) != KEY or name in keys:
            raise BadKeys(f"key-encryption key {number}: name:base64 of {KEY} bytes, each name once")
        keys[name] = key
    if not keys:
        raise BadKeys("there is no key-encryption key")
    return keys


def written(keys: Mapping[str, bytes]) -> str:
    """The keys as `read_keys` takes them."""
    return "".join(f"{name}:{base64.b64encode(key).decode()}\n" for name, key in keys.items())


def _ready(keys: Mapping[str, bytes]) -> dict[str, AESGCM]:
    return {name: AESGCM(key) for name, key in keys.items()}


def _stamp(file: Path | None) -> tuple[int, int] | None:
    if file is None:
        return None
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
