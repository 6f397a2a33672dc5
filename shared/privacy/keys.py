"""What services ask of keys: a ring to seal or to open with, and keyed digests to find by."""

import hashlib
from collections.abc import Collection
from typing import Protocol

from shared.privacy.errors import KeyUnavailable
from shared.privacy.ring import Owner, Ring


class Keys(Protocol):
    """The keys of one service."""

    async def for_sealing(self, owners: Collection[Owner]) -> Ring:
        """Keys of all of these; what is missing is made, and is durable before this returns."""
        ...

    async def for_opening(self, owners: Collection[Owner]) -> Ring:
        """The keys there are."""
        ...

    def forget(self, owners: Collection[Owner]) -> None:
        """Keep none of these in memory: they are being destroyed."""
        ...

    def digest(self, purpose: str, value: bytes) -> bytes:
        """A keyed fingerprint: equal values can be found, nobody without the key can try values out."""
        ...


class NoKeys:
    """For services that hold no personal data: sealing is a mistake there, fingerprints are plain hashes."""

    async def for_sealing(self, owners: Collection[Owner]) -> Ring:
        raise KeyUnavailable("key_missing", rule="this service keeps no personal data")

    async def for_opening(self, owners: Collection[Owner]) -> Ring:
        return Ring({})

    def forget(self, owners: Collection[Owner]) -> None:
        pass

    def digest(self, purpose: str, value: bytes) -> bytes:
        return hashlib.sha256(purpose.encode() + b"\0" + value).digest()
