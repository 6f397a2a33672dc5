"""Staff accounts: who may sign in, as what; outside the gateway a person of the staff is only a random id."""

from uuid import UUID

import asyncpg
from pydantic import Field

from shared.http.roles import Role
from shared.kernel.caseload import Caseload
from shared.kernel.command import View
from shared.kernel.errors import NotFound
from shared.kernel.ids import ActorId
from shared.store.database import Connection
from shared.store.transaction import Who

BY_LOGIN = "SELECT * FROM account WHERE login = $1"
BY_ID = "SELECT * FROM account WHERE account = $1"
ADD = """
INSERT INTO account (account, login, name, password_hash, roles, organisation, projects, caseload, active, must_change)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
"""
CHANGE = """
UPDATE account SET name = $2, roles = $3, organisation = $4, projects = $5, caseload = $6, active = $7 WHERE account = $1
"""
SET_PASSWORD = "UPDATE account SET password_hash = $2, must_change = $3 WHERE account = $1"  # noqa: S105 - a statement


class Account(View):
    """A row of `account`; `account` is the random id that stands in tokens and events."""

    account: UUID
    login: str
    name: str
    password_hash: str = Field(repr=False)
    roles: frozenset[Role]
    organisation: str
    projects: frozenset[str] | None = None
    caseload: Caseload = Caseload.EVERYBODY
    active: bool = True
    must_change: bool = False

    @property
    def who(self) -> Who:
        return Who(ActorId(self.account), frozenset(self.roles), self.organisation, self.projects, self.caseload)


async def find_by_login(db: Connection, login: str) -> Account | None:
    return _account(await db.driver.fetchrow(BY_LOGIN, login.lower()))


async def find(db: Connection, account: UUID) -> Account:
    """Raises `NotFound` (`unknown_account`)."""
    found = _account(await db.driver.fetchrow(BY_ID, account))
    if found is None:
        raise NotFound("unknown_account", field="account", rule="there is no such account")
    return found


async def add(db: Connection, account: Account) -> None:
    """A new row. Raises `asyncpg.UniqueViolationError` when somebody has the login."""
    one = account
    columns = (one.account, one.login, one.name, one.password_hash, *_reach(one), one.active, one.must_change)
    await db.driver.execute(ADD, *columns)


async def change(db: Connection, account: Account) -> None:
    """Everything but login and password."""
    await db.driver.execute(CHANGE, account.account, account.name, *_reach(account), account.active)


async def set_password(db: Connection, account: UUID, password_hash: str, must_change: bool) -> None:
    """`must_change`: somebody else set it."""
    await db.driver.execute(SET_PASSWORD, account, password_hash, must_change)


def _reach(account: Account) -> tuple[list[str], str, list[str] | None, Caseload]:
    projects = sorted(account.projects) if account.projects is not None else None
    return sorted(account.roles), account.organisation, projects, account.caseload


def _account(row: asyncpg.Record | None) -> Account | None:
    return Account.model_validate(dict(row)) if row else None
