"""Keys that are made as they are needed and kept nowhere but in memory: for tests, and for filling stores by the million."""

import hashlib
import hmac
import os
from collections.abc import Collection

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.privacy.errors import erased
from shared.privacy.ring import KEY, Owner, Ring


class MakingRing(Ring):
    """Makes the key of an owner when it is first needed."""

    __slots__ = ("made",)

    def __init__(self) -> None:
        super().__init__({})
        self.made: dict[Owner, bytes] = {}
        """The keys themselves, for whoever stores them."""

    def _key(self, owner: Owner) -> AESGCM:
        key = self.made.get(owner)
        if key is None:
            key = self.made[owner] = os.urandom(KEY)
        return AESGCM(key)


class KeysInMemory:
    """`Keys` without a database."""

    def __init__(self) -> None:
        self._ring = MakingRing()
        self._search = os.urandom(KEY)
        self._gone: set[Owner] = set()

    async def for_sealing(self, owners: Collection[Owner]) -> Ring:
        if not self._gone.isdisjoint(owners):
            raise erased()
        return self._ring

    async def for_opening(self, owners: Collection[Owner]) -> Ring:
        made = self._ring.made
        kept = {owner: AESGCM(made[owner]) for owner in owners if owner in made and owner not in self._gone}
        return Ring(kept | dict.fromkeys(self._gone.intersection(owners)))

    def forget(self, owners: Collection[Owner]) -> None:
        """There is no other place: what is forgotten is destroyed."""
        self._gone.update(owners)

    def digest(self, purpose: str, value: bytes) -> bytes:
        return hmac.new(self._search, purpose.encode() + b"\0" + value, hashlib.sha256).digest()
