"""The entrance: password, second factor and, where somebody else set the password, a new one; all counted and on record.

What is refused never tells whether a login exists, and takes the same work either way.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from services.gateway import accounts
from services.gateway.accounts import Account
from services.gateway.attempts import Attempts, Claim
from services.gateway.drafts import Drafts
from services.gateway.factors import SecondFactors
from services.gateway.password_policy import check_password
from services.gateway.passwords import Passwords
from services.gateway.record import Kind, record
from services.gateway.sessions import Session, Sessions, Stage, Started
from shared.http.tokens import Unauthenticated
from shared.kernel.errors import Invalid
from shared.store.database import Connection, Database

RULE = "login and password must be those of an account"


class Passed(NamedTuple):
    """Whose password it was, and the attempt that is still counted."""

    account: Account
    claim: Claim
    second_factor: bool
    """Whether a code is still to be asked for."""

    @property
    def stage(self) -> Stage:
        """What is to be done next."""
        if self.second_factor:
            return Stage.SECOND_FACTOR
        return after_factor(self.account)


@dataclass(frozen=True, slots=True)
class Entrance:
    """The steps of signing in, for pages and for programs."""

    database: Database
    passwords: Passwords
    attempts: Attempts
    factors: SecondFactors
    sessions: Sessions
    drafts: Drafts

    async def password(self, login: str, password: str, address: str) -> Passed:
        """Whose password it is. Raises `Unauthenticated` (`sign_in_refused`), `TooManyAttempts`."""
        claim = await self.attempts.claim(login, address)
        async with self.database.read() as db:
            account = await accounts.find_by_login(db, login)
        kept = account.password_hash if account and account.active else None
        if not await self.passwords.match(kept, password) or account is None:
            await self._failed(claim, account, address, "password")
            raise Unauthenticated("sign_in_refused", rule=RULE)
        async with self.database.read() as db:
            return Passed(account, claim, await self.factors.enrolled(db, account.account))

    async def code(self, account: Account, claim: Claim, code: str, address: str) -> None:
        """Check the second factor: a code of the moment, or a recovery code, which is used up.

        Raises `Unauthenticated` (`code_refused`).
        """
        async with self.database.begin() as db:
            right = await self.factors.take(db, account.account, code)
            if not right and await self.factors.use_recovery_code(db, account.account, code):
                right = True
                await record(db, Kind.RECOVERY_CODE_USED, account.account, account.account, address)
        if not right:
            await self._failed(claim, account, address, "code")
            raise Unauthenticated("code_refused", field="code", rule="a code of the moment, or a recovery code not used yet")

    async def enter(self, login: str, password: str, address: str) -> tuple[Started, Stage]:
        """A browser's first step. Raises as `password` does."""
        passed = await self.password(login, password, address)
        async with self.database.begin() as db:
            started = await self.sessions.start(db, passed.account.account, passed.stage)
            if passed.stage is Stage.OPEN:
                await self.finish(db, passed.account, passed.claim, address, "browser")
        return started, passed.stage

    async def enter_code(self, session: Session, code: str, address: str) -> tuple[Started, Stage]:
        """A browser's second step. Raises `Unauthenticated` (`code_refused`), `TooManyAttempts`."""
        account = session.account
        claim = await self.attempts.claim(account.login, address)
        await self.code(account, claim, code, address)
        stage = after_factor(account)
        async with self.database.begin() as db:
            started = await self.sessions.advance(db, session, stage)
            if stage is Stage.OPEN:
                await self.finish(db, account, claim, address, "browser")
        return started, stage

    async def enter_new_password(self, session: Session, new: str, address: str) -> Started:
        """A browser's last step, where somebody else set the password. Raises `Invalid` (see `check_password`)."""
        kept = await self.new_hash(session.account, new)
        async with self.database.begin() as db:
            await self._set(db, session.account, kept, address)
            started = await self.sessions.advance(db, session, Stage.OPEN)
            await self.sessions.end_all(db, session.account.account, but=session.session)
            await self.attempts.forget(db, session.account.login)
            await self._signed_in(db, session.account, address, "browser")
        return started

    async def change_password(self, session: Session, current: str, new: str, address: str) -> Started | None:
        """A person's own wish; every other session ends. A browser goes on with a new cookie.

        Raises `Unauthenticated` (`password_refused`), `TooManyAttempts`, `Invalid` (see `check_password`).
        """
        account = session.account
        claim = await self.confirm(account, current, address)
        kept = await self.new_hash(account, new)
        async with self.database.begin() as db:
            await self.attempts.succeeded(db, claim)
            await self._set(db, account, kept, address)
            await self.sessions.end_all(db, account.account, but=session.session)
            if session.kind == "browser":
                return await self.sessions.advance(db, session, Stage.OPEN)
        return None

    async def confirm(self, account: Account, password: str, address: str) -> Claim:
        """It is really that person who sits there. Raises `Unauthenticated` (`password_refused`), `TooManyAttempts`."""
        claim = await self.attempts.claim(account.login, address)
        if not await self.passwords.match(account.password_hash, password):
            await self._failed(claim, account, address, "confirmation")
            raise Unauthenticated("password_refused", field="password", rule="your present password")
        return claim

    async def new_hash(self, account: Account, new: str) -> str:
        """The hash of a password that may be this account's. Raises `Invalid` (see `check_password`, and `password_same`)."""
        check_password(new, (account.login, account.name))
        if await self.passwords.match(account.password_hash, new):
            raise Invalid("password_same", field="new_password", rule="another one than before")
        return await self.passwords.hash(new)

    async def finish(self, db: Connection, account: Account, claim: Claim, address: str, by: str) -> None:
        """All steps are done: failures are forgotten, the sign-in is on record; what is too old, anybody's, is cleared up."""
        await self.attempts.succeeded(db, claim)
        await self._signed_in(db, account, address, by)

    async def renew(self, db: Connection, account: Account, password_hash: str, address: str) -> None:
        """A new password at the first sign-in of a program: other sessions end."""
        await self._set(db, account, password_hash, address)
        await self.sessions.end_all(db, account.account)

    async def _signed_in(self, db: Connection, account: Account, address: str, by: str) -> None:
        second = await self.factors.enrolled(db, account.account)
        await record(db, Kind.SIGNED_IN, account.account, account.account, address, {"by": by, "second_factor": second})
        await self.clear_up(db)

    async def clear_up(self, db: Connection) -> None:
        """Delete what is too old, anybody's."""
        for one in (self.attempts, self.sessions, self.drafts):
            await one.clear_up(db)

    async def _set(self, db: Connection, account: Account, password_hash: str, address: str) -> None:
        await accounts.set_password(db, account.account, password_hash, must_change=False)
        await record(db, Kind.PASSWORD_CHANGED, account.account, account.account, address)

    async def _failed(self, claim: Claim, account: Account | None, address: str, step: str) -> None:
        known = account.account if account else None
        async with self.database.begin() as db:
            await record(db, Kind.SIGN_IN_FAILED, known, None, address, {"step": step})
            for of, wait in (("login", claim.login_waits), ("address", claim.address_waits)):
                if wait is not None:
                    details = {"of": of, "seconds": _seconds(wait)}
                    await record(db, Kind.LOCKED_OUT, known if of == "login" else None, None, address, details)


def after_factor(account: Account) -> Stage:
    """What is to be done once it is sure who it is."""
    return Stage.NEW_PASSWORD if account.must_change else Stage.OPEN


def _seconds(wait: timedelta) -> int:
    return int(wait.total_seconds())
