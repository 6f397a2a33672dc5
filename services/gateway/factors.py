"""The second factor: a code of the moment (TOTP, RFC 6238) or one of ten recovery codes; none is taken twice.

The secret is sealed with a key of its account, recovery codes are kept as keyed digests.
"""

import secrets
from base64 import b32encode
from datetime import datetime
from uuid import UUID

import pyotp
from pydantic import Field

from services.gateway.now import Now
from shared.kernel.command import View
from shared.kernel.errors import Refused
from shared.privacy.keys import Keys
from shared.privacy.ring import Owner
from shared.store.database import Connection

ISSUER = "Kładka"
STEP = 30
"""Seconds a code stands."""
DRIFT = (0, -1, 1)
"""Steps by which a phone's clock may differ."""
CODES = 10
"""Recovery codes of one enrolment."""
CODE_BYTES = 10
"""80 bits of each: 16 letters and digits."""
FIND = "SELECT secret, pending, last_step FROM second_factor WHERE account = $1"
BEGIN = """
INSERT INTO second_factor (account, pending) VALUES ($1, $2) ON CONFLICT (account) DO UPDATE SET pending = excluded.pending
"""
CONFIRM = "UPDATE second_factor SET secret = pending, pending = NULL, last_step = $2 WHERE account = $1"
TAKE = "UPDATE second_factor SET last_step = $2 WHERE account = $1 AND last_step < $2 RETURNING true"
ADD_CODES = "INSERT INTO recovery_code (account, digest) SELECT $1, unnest($2::bytea[])"
DROP_CODES = "DELETE FROM recovery_code WHERE account = $1"
USE_CODE = "DELETE FROM recovery_code WHERE account = $1 AND digest = $2 RETURNING true"
DROP = "DELETE FROM second_factor WHERE account = $1 RETURNING secret IS NOT NULL"


class Enrolment(View):
    """What goes into the phone; shown once. It counts from the first right code on."""

    secret: str = Field(description="to be typed where no picture can be read", repr=False)
    uri: str = Field(description="`otpauth://`, as authenticator apps read it from a picture", repr=False)


class RecoveryCodes(View):
    """Ten codes, each good for one sign-in without the phone; shown once."""

    codes: list[str] = Field(repr=False)


class SecondFactors:
    """The second factors of all accounts."""

    def __init__(self, keys: Keys, now: Now) -> None:
        self._keys = keys
        self._now = now

    async def enrolled(self, db: Connection, account: UUID) -> bool:
        row = await db.driver.fetchrow(FIND, account)
        return row is not None and row["secret"] is not None

    async def begin(self, db: Connection, account: UUID, login: str) -> Enrolment:
        """A new secret; the one in use, if any, goes on until this one is confirmed."""
        secret = pyotp.random_base32()
        ring = await self._keys.for_sealing([_owner(account)])
        await db.driver.execute(BEGIN, account, ring.seal(secret, _owner(account), "second_factor", account))
        return Enrolment(secret=secret, uri=pyotp.TOTP(secret, interval=STEP).provisioning_uri(name=login, issuer_name=ISSUER))

    async def confirm(self, db: Connection, account: UUID, code: str) -> RecoveryCodes:
        """The phone shows right codes: from now on they are asked for.

        Raises `Refused`: `nothing_to_confirm`, `wrong_code`.
        """
        row = await db.driver.fetchrow(FIND, account)
        if row is None or row["pending"] is None:
            raise Refused("nothing_to_confirm", field="code", rule="first enrol_second_factor")
        step = _step_of(await self._open(account, row["pending"]), code, self._now())
        if step is None:
            raise Refused("wrong_code", field="code", rule="the code that the phone shows now")
        await db.driver.execute(CONFIRM, account, step)
        return await self._new_codes(db, account)

    async def take(self, db: Connection, account: UUID, code: str) -> bool:
        """Whether the code of the moment is right, once: it and all older ones are never taken again."""
        row = await db.driver.fetchrow(FIND, account)
        if row is None or row["secret"] is None:
            return False
        step = _step_of(await self._open(account, row["secret"]), code, self._now())
        return step is not None and bool(await db.driver.fetchval(TAKE, account, step))

    async def use_recovery_code(self, db: Connection, account: UUID, code: str) -> bool:
        """Whether it is one of the codes not used yet; it is used up."""
        return bool(await db.driver.fetchval(USE_CODE, account, self._digest(account, code)))

    async def drop(self, db: Connection, account: UUID) -> bool:
        """Take the second factor away; whether there was one."""
        await db.driver.execute(DROP_CODES, account)
        return bool(await db.driver.fetchval(DROP, account))

    async def _new_codes(self, db: Connection, account: UUID) -> RecoveryCodes:
        codes = [_code() for _ in range(CODES)]
        await db.driver.execute(DROP_CODES, account)
        await db.driver.execute(ADD_CODES, account, [self._digest(account, code) for code in codes])
        return RecoveryCodes(codes=codes)

    async def _open(self, account: UUID, sealed: str) -> str:
        ring = await self._keys.for_opening([_owner(account)])
        return ring.open(sealed, _owner(account), "second_factor", account)

    def _digest(self, account: UUID, code: str) -> bytes:
        bare = "".join(filter(str.isalnum, code)).lower()
        return self._keys.digest("recovery code", account.bytes + bare.encode())


def _owner(account: UUID) -> Owner:
    return Owner(f"account:{account}")


def _step_of(secret: str, code: str, now: datetime) -> int | None:
    """The step whose code this is, near the present one."""
    totp, present = pyotp.TOTP(secret, interval=STEP), int(now.timestamp()) // STEP
    typed = "".join(code.split()).encode()
    found = [present + drift for drift in DRIFT if secrets.compare_digest(totp.at((present + drift) * STEP).encode(), typed)]
    return found[0] if found else None


def _code() -> str:
    text = b32encode(secrets.token_bytes(CODE_BYTES)).decode().lower()
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))
