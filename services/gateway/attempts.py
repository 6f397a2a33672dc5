"""Attempts at signing in: after some failures each next one must wait, longer every time.

Counted per login, whether or not somebody has it, and per address; kept in the database, so all processes count together.
An attempt is counted before it is judged: many at once get no more tries than one after another.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import IPv6Address, ip_address
from typing import ClassVar

from services.gateway.now import Now
from shared.kernel.errors import Refused
from shared.privacy.keys import Keys
from shared.store.database import Connection, Database

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)
"""Long enough to make guessing hopeless, short enough that nobody can keep a colleague out for a day."""
CLAIM = """
INSERT INTO attempt AS known (kind, digest, failures, last_at, locked_until) VALUES ($1, $2, 1, $3, '-infinity')
ON CONFLICT (kind, digest) DO UPDATE
SET failures = CASE WHEN known.last_at < $4 THEN 1 ELSE known.failures + 1 END, last_at = $3
WHERE known.locked_until <= $3
RETURNING failures
"""
"""Who may go on is locked until long ago, not until now: at one address many come at once, and wait here for their turn."""
LOCK = "UPDATE attempt SET locked_until = $3 WHERE kind = $1 AND digest = $2"
LOCKED_UNTIL = "SELECT locked_until FROM attempt WHERE kind = $1 AND digest = $2"
FORGET = "DELETE FROM attempt WHERE kind = $1 AND digest = $2"
TAKE_BACK = """
UPDATE attempt SET failures = failures - 1, locked_until = CASE WHEN failures - 1 < $3 THEN '-infinity' ELSE locked_until END
WHERE kind = $1 AND digest = $2 AND failures > 0
"""
CLEAR_UP = "DELETE FROM attempt WHERE last_at < $1 AND locked_until < $1"


class TooManyAttempts(Refused):
    """Wait: `retry_after` seconds. The same for a login that somebody has and for one that nobody has."""

    status: ClassVar[int] = 429


class Kind(StrEnum):
    """What is counted."""

    LOGIN = "login"
    ADDRESS = "address"


FREE = {Kind.LOGIN: 5, Kind.ADDRESS: 100}
"""Failures before the first wait; a whole centre may share one address."""
REMEMBERED = {Kind.LOGIN: timedelta(days=1), Kind.ADDRESS: timedelta(hours=1)}
"""Failures are forgotten when none was added for so long."""


def wait_after(failures: int, free: int) -> timedelta | None:
    """How long the next attempt must wait; None while there are free ones."""
    if failures < free:
        return None
    doublings = min(failures - free, 20)
    return min(LONGEST_WAIT, FIRST_WAIT * (1 << doublings))


@dataclass(frozen=True, slots=True)
class Claim:
    """An attempt that was counted and may be judged. Should it fail: how long the next of its login and address waits."""

    login: bytes
    address: bytes
    login_waits: timedelta | None
    address_waits: timedelta | None


class Attempts:
    """The counters."""

    def __init__(self, database: Database, keys: Keys, now: Now) -> None:
        self._database = database
        self._keys = keys
        self._now = now

    async def claim(self, login: str, address: str) -> Claim:
        """Count an attempt. Raises `TooManyAttempts` (`too_many_attempts`), without looking whether the login exists."""
        ours, theirs = self._digest(Kind.LOGIN, login), self._digest(Kind.ADDRESS, network(address))
        async with self._database.begin() as db:
            address_waits = await self._count(db, Kind.ADDRESS, theirs)
            return Claim(ours, theirs, await self._count(db, Kind.LOGIN, ours), address_waits)

    async def succeeded(self, db: Connection, claim: Claim) -> None:
        """It was no failure: that login starts anew, the address has one failure less."""
        await db.driver.execute(TAKE_BACK, Kind.ADDRESS, claim.address, FREE[Kind.ADDRESS])
        await db.driver.execute(FORGET, Kind.LOGIN, claim.login)

    async def forget(self, db: Connection, login: str) -> None:
        """Somebody vouches for the person: the login starts anew."""
        await db.driver.execute(FORGET, Kind.LOGIN, self._digest(Kind.LOGIN, login))

    async def clear_up(self, db: Connection) -> None:
        """Delete what no longer counts."""
        await db.driver.execute(CLEAR_UP, self._now() - max(REMEMBERED.values()))

    async def _count(self, db: Connection, kind: Kind, digest: bytes) -> timedelta | None:
        now = self._now()
        failures = await db.driver.fetchval(CLAIM, kind, digest, now, now - REMEMBERED[kind])
        if failures is None:
            raise _too_many(await db.driver.fetchval(LOCKED_UNTIL, kind, digest), now)
        wait = wait_after(failures, FREE[kind])
        if wait is not None:
            await db.driver.execute(LOCK, kind, digest, now + wait)
        return wait

    def _digest(self, kind: Kind, value: str) -> bytes:
        return self._keys.digest(f"attempt {kind}", value.lower().encode())


def network(address: str) -> str:
    """What one person holds: an IPv4 address, of IPv6 the first 64 bits."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return str(IPv6Address(int(parsed) >> 64 << 64)) if isinstance(parsed, IPv6Address) else str(parsed)


def _too_many(until: datetime, now: datetime) -> TooManyAttempts:
    seconds = max(1, round((until - now).total_seconds()))
    return TooManyAttempts("too_many_attempts", rule="wait before the next attempt", retry_after=seconds)
