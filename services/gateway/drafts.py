"""Drafts: what somebody typed into a form and has not sent; sealed, bounded and thrown away in time.

A draft is an account's, not a session's: it outlives an expired session and waits at the next sign-in. Whom it is about
is named by its form, if at all: it goes with whoever is erased.
"""

import json
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from pydantic import Field, JsonValue

from services.gateway.now import Now
from shared.kernel.command import View
from shared.kernel.errors import Invalid, NotFound
from shared.kernel.ids import derived_id
from shared.privacy.keys import Keys
from shared.privacy.ring import Owner
from shared.store.database import Connection

LARGEST = 64 * 1024
"""Bytes of a draft as JSON: twenty pages of text."""
MOST = 400
"""Drafts of one account; a further one takes the place of the oldest."""
KEPT = timedelta(days=14)
SAVE = """
INSERT INTO draft (account, form, sealed, saved_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (account, form) DO UPDATE SET sealed = excluded.sealed, saved_at = excluded.saved_at
"""
THIN = """
DELETE FROM draft WHERE account = $1 AND form IN (
    SELECT form FROM draft WHERE account = $1 ORDER BY saved_at DESC, form OFFSET $2
)
"""
LOAD = "SELECT sealed, saved_at FROM draft WHERE account = $1 AND form = $2 AND saved_at > $3"
LISTED = """
SELECT form, saved_at FROM draft WHERE account = $1 AND starts_with(form, $2) AND saved_at > $3 ORDER BY saved_at DESC, form
"""
DROP = "DELETE FROM draft WHERE account = $1 AND form = $2"
CLEAR_UP = "DELETE FROM draft WHERE saved_at <= $1"
ABOUT = """
SELECT DISTINCT (regexp_matches(form, '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}', 'g'))[1]::uuid AS id FROM draft ORDER BY id
"""
DROP_ABOUT = "DELETE FROM draft USING unnest($1::text[]) AS gone (id) WHERE position(gone.id IN form) > 0"


class Draft(View):
    """What was typed: the names of fields and their values."""

    fields: dict[str, JsonValue] = Field(repr=False)
    saved_at: datetime


class Kept(View):
    """That something is kept under this name, and since when."""

    form: str
    saved_at: datetime


class Drafts:
    """The drafts of everybody, each opened by its own account alone."""

    def __init__(self, keys: Keys, now: Now) -> None:
        self._keys = keys
        self._now = now

    async def save(self, db: Connection, account: UUID, form: str, fields: Mapping[str, JsonValue]) -> datetime:
        """Keep it in place of the one before; when. Raises `Invalid` (`draft_too_large`)."""
        text = json.dumps(fields, ensure_ascii=False)
        if len(text.encode()) > LARGEST:
            raise Invalid("draft_too_large", field="fields", rule=f"at most {LARGEST} bytes", largest=LARGEST)
        owner, now = _owner(account), self._now()
        ring = await self._keys.for_sealing([owner])
        await db.driver.execute(SAVE, account, form, ring.seal(text, owner, "draft", _id(account, form)), now)
        await db.driver.execute(THIN, account, MOST)
        return now

    async def load(self, db: Connection, account: UUID, form: str) -> Draft:
        """Raises `NotFound` (`unknown_draft`), also for one that is too old."""
        row = await db.driver.fetchrow(LOAD, account, form, self._now() - KEPT)
        if row is None:
            raise NotFound("unknown_draft", field="form", rule="nothing was saved for this form, or it is too old")
        owner = _owner(account)
        ring = await self._keys.for_opening([owner])
        fields = json.loads(ring.open(row["sealed"], owner, "draft", _id(account, form)))
        return Draft(fields=fields, saved_at=row["saved_at"])

    async def typed(self, db: Connection, account: UUID, form: str) -> Mapping[str, JsonValue]:
        """What is kept under this name; nothing when nothing is."""
        try:
            return (await self.load(db, account, form)).fields
        except NotFound:
            return {}

    async def listed(self, db: Connection, account: UUID, beginning: str) -> list[Kept]:
        """The account's drafts whose names begin so, the latest first; none is opened."""
        found = await db.driver.fetch(LISTED, account, beginning, self._now() - KEPT)
        return [Kept(form=row["form"], saved_at=row["saved_at"]) for row in found]

    async def drop(self, db: Connection, account: UUID, form: str) -> None:
        """It was sent, or is not wanted; a second time changes nothing."""
        await db.driver.execute(DROP, account, form)

    async def clear_up(self, db: Connection) -> None:
        """Delete those that are too old."""
        await db.driver.execute(CLEAR_UP, self._now() - KEPT)


async def about(db: Connection) -> list[UUID]:
    """Every id that the form of some draft names."""
    return [row["id"] for row in await db.driver.fetch(ABOUT)]


async def drop_about(db: Connection, ids: Collection[UUID]) -> None:
    """Delete everybody's drafts whose forms name one of these ids."""
    await db.driver.execute(DROP_ABOUT, [str(one) for one in ids])


def _owner(account: UUID) -> Owner:
    return Owner(f"account:{account}")


def _id(account: UUID, form: str) -> UUID:
    return derived_id("draft", account, form)
