"""The accounts of a trial, made at every start as their file says: they change nothing at their first sign-in."""

import asyncio
from pathlib import Path

from pydantic import SecretStr, TypeAdapter

from services.gateway import accounts
from services.gateway.accounts import Account
from services.gateway.passwords import Passwords
from services.gateway.record import Kind, record
from shared.http.roles import Role
from shared.kernel.command import View
from shared.kernel.ids import SYSTEM, new_id
from shared.store.database import Connection, Database

LOCK = "SELECT pg_advisory_xact_lock(hashtext('demo accounts'))"


class DemoAccount(View):
    """An entry of the file."""

    login: str
    password: SecretStr
    name: str
    roles: frozenset[Role]
    organisation: str


async def keep_demo_accounts(database: Database, passwords: Passwords, file: Path) -> None:
    """Make the accounts of a JSON list exist as written there; an account that exists keeps its id."""
    wanted = TypeAdapter(list[DemoAccount]).validate_json(await asyncio.to_thread(file.read_bytes))
    async with database.begin() as db:
        await db.driver.execute(LOCK)
        for entry in wanted:
            await _keep(db, passwords, entry)


async def _keep(db: Connection, passwords: Passwords, entry: DemoAccount) -> None:
    password = entry.password.get_secret_value()
    present = await accounts.find_by_login(db, entry.login)
    if present and await passwords.match(present.password_hash, password):
        kept = present.password_hash
    else:
        kept = await passwords.hash(password)
    told = {"login": entry.login, "name": entry.name, "roles": entry.roles, "organisation": entry.organisation}
    wanted = Account(account=present.account if present else new_id(), password_hash=kept, **told)
    if wanted != present:
        await _write(db, wanted, present)


async def _write(db: Connection, wanted: Account, present: Account | None) -> None:
    if present is None:
        await accounts.add(db, wanted)
    else:
        await accounts.change(db, wanted)
        await accounts.set_password(db, wanted.account, wanted.password_hash, must_change=False)
    kind = Kind.CHANGED if present else Kind.CREATED
    await record(db, kind, wanted.account, SYSTEM, details={"trial": True, "roles": sorted(wanted.roles)})
