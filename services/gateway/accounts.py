"""Staff accounts: who may sign in, as what; outside the gateway a person of the staff is only a random id."""

import asyncio
from pathlib import Path
from uuid import UUID

from pydantic import SecretStr, TypeAdapter
from sqlalchemy import Column, MetaData, Table, Text, Uuid, select
from sqlalchemy.dialects.postgresql import ARRAY, insert

from services.gateway.passwords import Passwords
from shared.http.roles import Role
from shared.http.tokens import Unauthenticated
from shared.kernel.command import View
from shared.kernel.ids import ActorId, new_id
from shared.store.database import Database
from shared.store.transaction import Who

ACCOUNT = Table(
    "account",
    MetaData(),
    Column("account", Uuid, primary_key=True),
    Column("login", Text, nullable=False, unique=True),
    Column("password_hash", Text, nullable=False),
    Column("roles", ARRAY(Text), nullable=False),
    Column("organisation", Text, nullable=False),
)


class Account(View):
    """A row of `account`; `account` is the random id that stands in tokens and events."""

    account: UUID
    login: str
    password_hash: str
    roles: frozenset[Role]
    organisation: str

    @property
    def who(self) -> Who:
        return Who(ActorId(self.account), frozenset(self.roles), self.organisation)


class DemoAccount(View):
    """An entry of the file of demo accounts; further fields of the file (the name) are not the gateway's."""

    login: str
    password: SecretStr
    roles: frozenset[Role]
    organisation: str


class Accounts:
    """The accounts in the gateway's database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._passwords = Passwords()

    async def who(self, login: str, password: str) -> Who:
        """Who signs in. Raises `Unauthenticated` (`sign_in_refused`), the same for a wrong login and a wrong password."""
        account = await self.find(login)
        matches = await self._passwords.match(account.password_hash if account else None, password)
        if account is None or not matches:
            raise Unauthenticated("sign_in_refused", rule="login and password must be those of an account")
        return account.who

    async def find(self, login: str) -> Account | None:
        async with self._database.read() as db:
            rows = await db.rows(select(ACCOUNT).where(ACCOUNT.c.login == login))
        return Account.model_validate(dict(rows[0])) if rows else None

    async def keep_demo_accounts(self, file: Path) -> None:
        """Make the accounts of a JSON list exist as written there; an account that exists keeps its id."""
        wanted = TypeAdapter(list[DemoAccount]).validate_json(await asyncio.to_thread(file.read_bytes))
        await asyncio.gather(*(self._keep(account) for account in wanted))

    async def _keep(self, wanted: DemoAccount) -> None:
        present = await self.find(wanted.login)
        row = {
            "account": present.account if present else new_id(),
            "login": wanted.login,
            "password_hash": await self._hash(wanted, present),
            "roles": sorted(wanted.roles),
            "organisation": wanted.organisation,
        }
        changed = {name: row[name] for name in ("password_hash", "roles", "organisation")}
        async with self._database.begin() as db:
            await db.rows(insert(ACCOUNT).values(row).on_conflict_do_update(index_elements=["login"], set_=changed))

    async def _hash(self, wanted: DemoAccount, present: Account | None) -> str:
        password = wanted.password.get_secret_value()
        if present and await self._passwords.match(present.password_hash, password):
            return present.password_hash
        return await self._passwords.hash(password)
