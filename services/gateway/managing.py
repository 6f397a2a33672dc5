"""Accounts as admins keep them: who may sign in, as what, how far; every change is on record, with the value before.

Nobody changes the rights of an own account, so there is always an admin left.
"""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from asyncpg import UniqueViolationError
from pydantic import Field, StringConstraints

from services.gateway import accounts as rows
from services.gateway.accounts import Account
from services.gateway.callers import Caller, Responsible
from services.gateway.desk import Address, AtDesk
from services.gateway.password_policy import initial_password
from services.gateway.record import Kind, record
from services.gateway.separation import check_roles
from shared.http.roles import Role
from shared.kernel.caseload import Caseload
from shared.kernel.command import Command, View
from shared.kernel.errors import Forbidden, Invalid, Refused
from shared.kernel.ids import Code, new_id
from shared.store.answer import Answer
from shared.store.database import Connection
from shared.store.transaction import Who

Login = Annotated[str, StringConstraints(to_lower=True, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{1,62}$")]
Name = Annotated[str, StringConstraints(min_length=2, max_length=100, pattern=r"^[^\x00-\x1f]*$")]
Organisation = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f]*$")]
Roles = Annotated[frozenset[Role], Field(min_length=1)]
Why = Annotated[str, StringConstraints(min_length=3, max_length=500, pattern=r"^[^\x00]*$")]
ALL_PROJECTS = "null: all of them"
CASELOAD = "everybody of its projects, those its organisation recruited, or only those it is case worker of"
CASEWORK = frozenset({Role.SOCIAL_WORKER, Role.COORDINATOR})
REACH = ("name", "roles", "organisation", "projects", "caseload")
LOCK = "SELECT true FROM account WHERE 'admin' = ANY(roles) ORDER BY account FOR UPDATE"
"""Two admins who change each other at once: the second one waits, and whether that is an admin still is looked at anew."""
STILL_ADMIN = "SELECT active AND 'admin' = ANY(roles) FROM account WHERE account = $1"
"""NULL: the operator, who has no account."""
LIST = """
SELECT account.*, coalesce(second_factor.secret IS NOT NULL, false) AS second_factor
FROM account LEFT JOIN second_factor USING (account) ORDER BY active DESC, lower(name), account
"""


class CreateAccount(Command):
    """Somebody new. The password is made here and told once; the first sign-in changes it."""

    login: Login = Field(examples=["m.zielinska"])
    name: Name = Field(examples=["Maria Zielińska"])
    roles: Roles
    organisation: Organisation = Field(examples=["MOPS"])
    projects: frozenset[Code] | None = Field(default=None, description=ALL_PROJECTS)
    caseload: Caseload = Field(default=Caseload.EVERYBODY, description=CASELOAD)


class ChangeAccount(Command):
    """What changes; what is left out stays."""

    account: UUID
    name: Name | None = None
    roles: Roles | None = None
    organisation: Organisation | None = None
    projects: frozenset[Code] | None = Field(default=None, description=ALL_PROJECTS)
    caseload: Caseload | None = Field(default=None, description=CASELOAD)

    def changes(self) -> dict[str, Any]:
        """What was sent. Raises `Invalid` (`invalid_field`) for a null where only `projects` may be one."""
        sent = {name: getattr(self, name) for name in self.model_fields_set & set(REACH)}
        for name, value in sent.items():
            if value is None and name != "projects":
                raise Invalid("invalid_field", field=name, rule="leave it out, or give a value")
        return sent


class DeactivateAccount(Command):
    """Somebody leaves, or must not come in; `why` is kept on record."""

    account: UUID
    why: Why


class OfAccount(Command):
    """Which account."""

    account: UUID


class InitialPassword(Answer):
    """A password to hand over, shown once; it opens nothing but the page where it is changed."""

    account: UUID
    password: str = Field(repr=False)


class AccountRow(View):
    """An account as admins and auditors see it."""

    account: UUID
    login: str
    name: str
    roles: list[Role]
    organisation: str
    projects: list[str] | None = Field(description=ALL_PROJECTS)
    caseload: Caseload = Field(description=CASELOAD)
    active: bool
    must_change: bool = Field(description="has not chosen an own password yet")
    second_factor: bool


class AccountList(View):
    """Everybody, those who may sign in first, by name."""

    items: list[AccountRow]


async def create_account(command: CreateAccount, who: Responsible, desk: AtDesk, address: Address) -> InitialPassword:
    """Refused: `login_taken`, `incompatible_roles`, `role_not_given`, `caseload_without_casework`."""
    _check_reach(command.roles, command.caseload)
    password = initial_password()
    kept = await desk.entrance.passwords.hash(password)
    account = Account(account=new_id(), password_hash=kept, must_change=True, **dict(command))
    try:
        async with desk.database.begin() as db:
            await rows.add(db, account)
            details = {"login": account.login, **{name: _plain(getattr(account, name)) for name in REACH}}
            await record(db, Kind.CREATED, account.account, who.actor, address, details)
    except UniqueViolationError:
        raise Refused("login_taken", field="login", rule="somebody has this login") from None
    return InitialPassword(account=account.account, password=password)


async def change_account(command: ChangeAccount, who: Responsible, desk: AtDesk, address: Address) -> Answer:
    """Change name or reach; it counts from the next request on.

    Refused: `unknown_account`, `own_account` (rights of one's own), `incompatible_roles`, `role_not_given`,
    `caseload_without_casework`.
    """
    changes = command.changes()
    async with desk.database.begin() as db:
        before = await _to_change(db, command.account, who, only_rights=not changes.keys() <= {"name"})
        after = before.model_copy(update=changes)
        if (after.roles, after.caseload) != (before.roles, before.caseload):
            _check_reach(after.roles, after.caseload)
        if difference := _difference(before, after):
            await rows.change(db, after)
            await record(db, Kind.CHANGED, after.account, who.actor, address, difference)
    return Answer()


async def deactivate_account(command: DeactivateAccount, who: Responsible, desk: AtDesk, address: Address) -> Answer:
    """Nobody signs in with it any more, its sessions and tokens open nothing; what it did stays its own.

    Refused: `unknown_account`, `own_account`.
    """
    async with desk.database.begin() as db:
        before = await _to_change(db, command.account, who)
        if before.active:
            await rows.change(db, before.model_copy(update={"active": False}))
            await desk.entrance.sessions.end_all(db, before.account)
            await record(db, Kind.DEACTIVATED, before.account, who.actor, address, {"why": command.why})
    return Answer()


async def activate_account(command: OfAccount, who: Responsible, desk: AtDesk, address: Address) -> InitialPassword:
    """Somebody comes back, with a password to be changed. Refused: `unknown_account`, `own_account`, `account_active`."""
    async with desk.database.begin() as db:
        before = await _to_change(db, command.account, who)
        if before.active:
            raise Refused("account_active", field="account", rule="it may sign in already")
        await rows.change(db, before.model_copy(update={"active": True}))
        await record(db, Kind.ACTIVATED, before.account, who.actor, address)
    return await reset_password(command, who, desk, address)


async def reset_password(command: OfAccount, who: Responsible, desk: AtDesk, address: Address) -> InitialPassword:
    """A password to hand over in place of a forgotten one; all sessions and access tokens end, waiting after failures too.

    Refused: `unknown_account`, `own_account` (one's own is changed with `change_password`).
    """
    password = initial_password()
    kept = await desk.entrance.passwords.hash(password)
    async with desk.database.begin() as db:
        account = await _to_change(db, command.account, who)
        await rows.set_password(db, account.account, kept, must_change=True)
        await desk.entrance.sessions.end_all(db, account.account)
        await desk.tokens.revoke_all(db, account.account)
        await desk.entrance.attempts.forget(db, account.login)
        await record(db, Kind.PASSWORD_RESET, account.account, who.actor, address)
    return InitialPassword(account=account.account, password=password)


async def reset_second_factor(command: OfAccount, who: Responsible, desk: AtDesk, address: Address) -> Answer:
    """A phone is lost: the password alone opens until a new one is enrolled. Refused: `unknown_account`, `own_account`."""
    async with desk.database.begin() as db:
        account = await _to_change(db, command.account, who)
        if await desk.entrance.factors.drop(db, account.account):
            await desk.entrance.sessions.end_all(db, account.account)
            await record(db, Kind.SECOND_FACTOR_RESET, account.account, who.actor, address)
    return Answer()


async def accounts(who: Caller, desk: AtDesk) -> AccountList:
    """Every account, also those that may not sign in any more."""
    async with desk.database.read() as db:
        return AccountList(items=[AccountRow.model_validate(dict(row)) for row in await db.driver.fetch(LIST)])


async def _to_change(db: Connection, account: UUID, who: Who, *, only_rights: bool = True) -> Account:
    """The account, and nobody else changes rights meanwhile. Raises `NotFound`, `Forbidden` (`own_account`, `role_missing`)."""
    await db.driver.execute(LOCK)
    if await db.driver.fetchval(STILL_ADMIN, who.actor) is False:
        raise Forbidden("role_missing", field="roles", rule="one of: admin")
    found = await rows.find(db, account)
    if only_rights and found.account == who.actor:
        raise Forbidden("own_account", field="account", rule="another admin does this")
    return found


def _check_reach(roles: frozenset[Role], caseload: Caseload) -> None:
    if Role.SYSTEM in roles:
        raise Invalid("role_not_given", field="roles", rule="the role of the installation itself is no person's")
    check_roles(roles)
    if caseload is not Caseload.EVERYBODY and roles.isdisjoint(CASEWORK):
        rule = "social workers and coordinators have cases: whoever is neither would reach nobody"
        raise Refused("caseload_without_casework", field="caseload", rule=rule)


def _difference(before: Account, after: Account) -> Mapping[str, list[Any]]:
    """By field: the value before, the value after."""
    pairs = {name: (getattr(before, name), getattr(after, name)) for name in REACH}
    return {name: [_plain(old), _plain(new)] for name, (old, new) in pairs.items() if old != new}


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, frozenset) else value
