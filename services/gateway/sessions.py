"""Sessions: a person at a browser or a program that signed in; a row here, so ending one takes effect at once.

A browser holds 256 random bits in a cookie and we only their hash; every step of signing in gives it new ones.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

import asyncpg

from services.gateway.accounts import Account
from services.gateway.now import Now
from shared.kernel.command import View
from shared.kernel.ids import new_id
from shared.store.database import Connection, Database

IDLE = timedelta(minutes=30)
"""Without a request for so long, a browser's session is over."""
WARNING = timedelta(minutes=5)
"""So long before its end a person is told."""
LONGEST = timedelta(hours=10)
"""A working day with its breaks; however much it is used."""
UNFINISHED = timedelta(minutes=10)
"""For the steps between the password and the first page."""
API = timedelta(hours=8)
TOUCH = timedelta(minutes=1)
"""A request moves the idle end when the last move is older: a page of ten parts writes once."""
KEPT = timedelta(days=7)
"""Ended sessions stay so long."""
SECRET = 32
"""Bytes."""

COLUMNS = "session, kind, stage, started_at, seen_at, ends_at, account.*"
LIVE = "ended_at IS NULL AND ends_at > $2 AND active"
BY_SECRET = f"""
SELECT {COLUMNS} FROM session JOIN account USING (account)
WHERE secret_hash = $1 AND kind = 'browser' AND {LIVE} AND seen_at > $3
"""
EXPIRED = """
SELECT account FROM session JOIN account USING (account)
WHERE secret_hash = $1 AND kind = 'browser' AND stage = 'open' AND ended_at IS NULL AND active
"""
BY_ID = f"SELECT {COLUMNS} FROM session JOIN account USING (account) WHERE session = $1 AND kind = 'api' AND {LIVE}"
START = """
INSERT INTO session (session, account, kind, stage, secret_hash, started_at, seen_at, ends_at)
VALUES ($1, $2, $3, $4, $5, $6, $6, $7)
"""
ADVANCE = """
UPDATE session SET stage = $2, secret_hash = $3, ends_at = $4, seen_at = $5 WHERE session = $1 AND ended_at IS NULL
"""
MOVE = "UPDATE session SET seen_at = $2 WHERE session = $1 AND ended_at IS NULL"
END = "UPDATE session SET ended_at = $2 WHERE session = $1 AND ended_at IS NULL"
END_ALL = """
UPDATE session SET ended_at = $2 WHERE account = $1 AND ended_at IS NULL AND session IS DISTINCT FROM $3
"""
CLEAR_UP = "DELETE FROM session WHERE ends_at < $1"


class Kind(StrEnum):
    """Who holds it."""

    BROWSER = "browser"
    API = "api"


class Stage(StrEnum):
    """What is still to be done before it opens anything."""

    SECOND_FACTOR = "second_factor"
    NEW_PASSWORD = "new_password"  # noqa: S105 - a word of the table
    OPEN = "open"


class Session(View):
    """A session that is live, with its account as it is now."""

    session: UUID
    kind: Kind
    stage: Stage
    started_at: datetime
    seen_at: datetime
    ends_at: datetime
    account: Account

    @property
    def idle_at(self) -> datetime:
        """When it ends unless it is used."""
        return min(self.seen_at + IDLE, self.ends_at)


class Started(NamedTuple):
    """A browser's session and what goes into its cookie, the only time it is known."""

    session: UUID
    secret: str


class Sessions:
    """The sessions of everybody."""

    def __init__(self, database: Database, now: Now) -> None:
        self._database = database
        self._now = now

    async def of_cookie(self, secret: str) -> Session | None:
        """The live session of a cookie, whatever its stage; looking does not lengthen it."""
        now = self._now()
        async with self._database.read() as db:
            return _session(await db.driver.fetchrow(BY_SECRET, _hash(secret), now, now - IDLE))

    async def whose(self, secret: str) -> UUID | None:
        """Whose open session this cookie is of or was, unless somebody ended it: what was typed there may be kept."""
        async with self._database.read() as db:
            account: UUID | None = await db.driver.fetchval(EXPIRED, _hash(secret))
            return account

    async def of_token(self, session: UUID) -> Session | None:
        """The live session of a token of the API."""
        async with self._database.read() as db:
            return _session(await db.driver.fetchrow(BY_ID, session, self._now()))

    async def used(self, session: Session) -> None:
        """A request came: the idle end moves, within a minute."""
        if self._now() - session.seen_at >= TOUCH:
            await self.stay(session)

    async def stay(self, session: Session) -> datetime:
        """The person wants to stay: when it ends now."""
        now = self._now()
        async with self._database.read() as db:
            await db.driver.execute(MOVE, session.session, now)
        return min(now + IDLE, session.ends_at)

    async def start(self, db: Connection, account: UUID, stage: Stage) -> Started:
        """A browser's session."""
        session, secret, now = new_id(), secrets.token_urlsafe(SECRET), self._now()
        row = (session, account, Kind.BROWSER, stage, _hash(secret), now, now + _life(stage))
        await db.driver.execute(START, *row)
        return Started(session, secret)

    async def advance(self, db: Connection, session: Session, stage: Stage) -> Started:
        """The next step of signing in, or a changed password: the cookie is a new one, the old one opens nothing."""
        secret, now = secrets.token_urlsafe(SECRET), self._now()
        ends_at = session.ends_at if session.stage is Stage.OPEN else now + _life(stage)
        await db.driver.execute(ADVANCE, session.session, stage, _hash(secret), ends_at, now)
        return Started(session.session, secret)

    async def start_api(self, db: Connection, account: UUID) -> UUID:
        """A program's session; its token is signed elsewhere."""
        session, now = new_id(), self._now()
        await db.driver.execute(START, session, account, Kind.API, Stage.OPEN, None, now, now + API)
        return session

    async def end(self, db: Connection, session: UUID) -> None:
        await db.driver.execute(END, session, self._now())

    async def end_all(self, db: Connection, account: UUID, but: UUID | None = None) -> None:
        """Sign out everywhere, perhaps not here."""
        await db.driver.execute(END_ALL, account, self._now(), but)

    async def clear_up(self, db: Connection) -> None:
        """Delete those that ended long ago."""
        await db.driver.execute(CLEAR_UP, self._now() - KEPT)


def _life(stage: Stage) -> timedelta:
    return LONGEST if stage is Stage.OPEN else UNFINISHED


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def _session(row: asyncpg.Record | None) -> Session | None:
    if row is None:
        return None
    own = {name: row[name] for name in Session.model_fields if name != "account"}
    return Session(account=Account.model_validate(dict(row)), **own)
