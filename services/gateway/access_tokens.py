"""Personal access tokens: a program works in a person's name with less than the person may; shown once, kept hashed."""

import hashlib
import secrets
from collections.abc import Set
from datetime import datetime, timedelta
from uuid import UUID

import asyncpg
from pydantic import Field

from services.gateway.accounts import Account
from services.gateway.now import Now
from services.gateway.record import Kind, record
from shared.http.roles import Role
from shared.kernel.command import View
from shared.kernel.errors import Forbidden, NotFound
from shared.kernel.ids import ActorId, new_id
from shared.store.database import Connection, Database
from shared.store.transaction import Who

PREFIX = "kladka_"
"""So that a token is known for what it is, also to programs that look for secrets in the wrong places."""
SECRET = 32
"""Bytes."""
NOTED = timedelta(hours=1)
"""A token's use is put on record once in so long from each address: every single request would bury the rest."""
ADD = """
INSERT INTO access_token (token, account, title, secret_hash, roles, projects, made_at, ends_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""
LIVE = """
SELECT token, used_at, used_from, access_token.roles AS may, access_token.projects AS only_in, account.*
FROM access_token JOIN account USING (account)
WHERE secret_hash = $1 AND revoked_at IS NULL AND ends_at > $2 AND active
"""
USED = """
UPDATE access_token SET used_at = $2, used_from = $3
WHERE token = $1 AND (used_at IS NULL OR used_at <= $4 OR used_from IS DISTINCT FROM $3) RETURNING true
"""
REVOKE = "UPDATE access_token SET revoked_at = coalesce(revoked_at, $2) WHERE token = $1"
REVOKE_ALL = "UPDATE access_token SET revoked_at = $2 WHERE account = $1 AND revoked_at IS NULL"
FIND = "SELECT account FROM access_token WHERE token = $1"
OF_ACCOUNT = """
SELECT token, title, roles, projects, made_at, ends_at, revoked_at, used_at FROM access_token
WHERE account = $1 ORDER BY made_at DESC, token
"""


class AccessToken(View):
    """A token as it is listed: what it may, until when, and whether somebody uses it."""

    token: UUID = Field(description="its number, not the secret")
    title: str
    roles: list[Role]
    projects: list[str] | None = Field(description="null: those of the account")
    made_at: datetime
    ends_at: datetime
    revoked_at: datetime | None
    used_at: datetime | None = Field(description="to the hour")


class AccessTokens:
    """The tokens of everybody."""

    def __init__(self, database: Database, now: Now) -> None:
        self._database = database
        self._now = now

    async def make(
        self, db: Connection, account: Account, title: str, roles: Set[Role], projects: Set[str] | None, life: timedelta
    ) -> tuple[UUID, str, datetime]:
        """Number, secret and end of a new token.

        Raises `Forbidden`: `role_not_yours`, `project_out_of_scope`.
        """
        if not roles <= account.roles:
            raise Forbidden("role_not_yours", field="roles", rule="some of your own roles")
        if projects is not None and account.projects is not None and not projects <= account.projects:
            raise Forbidden("project_out_of_scope", field="projects", rule="some of your own projects")
        token, secret, now = new_id(), PREFIX + secrets.token_urlsafe(SECRET), self._now()
        only_in = sorted(projects) if projects is not None else None
        row = (token, account.account, title, _hash(secret), sorted(roles), only_in, now, now + life)
        await db.driver.execute(ADD, *row)
        return token, secret, now + life

    async def who(self, secret: str, address: str) -> Who | None:
        """In whose name the token speaks and what it may: never more than the account may at this moment."""
        now = self._now()
        async with self._database.read() as db:
            row = await db.driver.fetchrow(LIVE, _hash(secret), now)
        if row is None:
            return None
        await self._note(row, address, now)
        return _who(Account.model_validate(dict(row)), frozenset(row["may"]), row["only_in"])

    async def of(self, db: Connection, account: UUID) -> list[AccessToken]:
        """All of an account, the newest first."""
        return [AccessToken.model_validate(dict(row)) for row in await db.driver.fetch(OF_ACCOUNT, account)]

    async def owner(self, db: Connection, token: UUID) -> UUID:
        """Whose it is. Raises `NotFound` (`unknown_access_token`)."""
        found: UUID | None = await db.driver.fetchval(FIND, token)
        if found is None:
            raise NotFound("unknown_access_token", field="token", rule="there is no such token")
        return found

    async def revoke(self, db: Connection, token: UUID) -> None:
        """It opens nothing any more; a second time changes nothing."""
        await db.driver.execute(REVOKE, token, self._now())

    async def revoke_all(self, db: Connection, account: UUID) -> None:
        """None of an account's opens anything any more."""
        await db.driver.execute(REVOKE_ALL, account, self._now())

    async def _note(self, row: asyncpg.Record, address: str, now: datetime) -> None:
        if row["used_at"] is not None and row["used_at"] > now - NOTED and row["used_from"] == address:
            return
        async with self._database.begin() as db:
            if await db.driver.fetchval(USED, row["token"], now, address, now - NOTED):
                await record(db, Kind.TOKEN_USED, row["account"], row["account"], address, {"token": row["token"]})


def _who(account: Account, may: Set[str], only_in: list[str] | None) -> Who:
    roles = frozenset(account.roles & may)
    if only_in is None:
        projects = account.projects
    else:
        projects = frozenset(only_in) & account.projects if account.projects is not None else frozenset(only_in)
    return Who(ActorId(account.account), frozenset(roles), account.organisation, projects, account.caseload)


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
