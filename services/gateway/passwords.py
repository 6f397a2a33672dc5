"""Passwords: only argon2id hashes are kept; hashing never blocks the loop, and never takes more than a bounded memory."""

import asyncio
import secrets
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

MEMORY = 46 * 1024
"""KiB a hash takes; with one pass and one lane this is the first recommendation of OWASP's Password Storage Cheat Sheet."""
AT_ONCE = 2
"""Hashes computed at the same time."""


class Passwords:
    """Makes and checks hashes. An accented letter is the same however a keyboard composes it (NFC)."""

    def __init__(self) -> None:
        self._argon2id = PasswordHasher(time_cost=1, memory_cost=MEMORY, parallelism=1)
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._of_nobody = self._argon2id.hash(secrets.token_urlsafe())

    async def hash(self, password: str) -> str:
        async with self._turn:
            return await asyncio.to_thread(self._argon2id.hash, _composed(password))

    async def match(self, kept: str | None, password: str) -> bool:
        """Whether the password belongs to the hash. Without one (no such account) it is False, after the same work."""
        async with self._turn:
            return await asyncio.to_thread(self._matches, kept, _composed(password))

    def _matches(self, kept: str | None, password: str) -> bool:
        try:
            self._argon2id.verify(kept or self._of_nobody, password)
        except VerifyMismatchError:
            return False
        return kept is not None


def _composed(password: str) -> str:
    return unicodedata.normalize("NFC", password)
