"""What people do with their own accounts: password, second factor, tokens for programs."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints

from services.gateway.access_tokens import AccessToken
from services.gateway.callers import Own, Responsible
from services.gateway.desk import Address, AtDesk
from services.gateway.factors import Enrolment, RecoveryCodes
from services.gateway.record import Kind, record
from services.gateway.sign_in import Code, Secret
from shared.http.roles import Role
from shared.kernel.command import Command, View
from shared.kernel.errors import Forbidden
from shared.kernel.ids import Code as ProjectCode
from shared.store.answer import Answer

Title = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f]*$")]
LONGEST_LIFE = 366
"""Days a personal access token may live."""


class ChangePassword(Command):
    """One's own password; both are taken as typed."""

    model_config = ConfigDict(str_strip_whitespace=False)

    password: Secret
    new_password: Secret


class EnrolSecondFactor(Command):
    """Begin with a second factor, or with another phone; `code` of the present one, where there is one."""

    model_config = ConfigDict(str_strip_whitespace=False)

    password: Secret
    code: Code | None = None


class ConfirmSecondFactor(Command):
    """The first code that the phone shows."""

    code: Code


class CreateAccessToken(Command):
    """A token for a program; some of one's own roles and projects, and an end."""

    title: Title = Field(examples=["zestawienia miesięczne"])
    roles: frozenset[Role] = Field(min_length=1)
    projects: frozenset[ProjectCode] | None = Field(default=None, description="null: those of the account")
    days: Annotated[int, Field(ge=1, le=LONGEST_LIFE)] = 90


class RevokeAccessToken(Command):
    """The token's number, as `access_tokens` lists it."""

    token: UUID


class AccessTokenCreated(Answer):
    """The token, the only time it is shown."""

    token: UUID
    secret: str = Field(repr=False)
    ends_at: datetime


class AccessTokenList(View):
    """An account's tokens, the newest first."""

    items: list[AccessToken]


async def change_password(command: ChangePassword, session: Own, desk: AtDesk, address: Address) -> Answer:
    """Change one's own password; every other session ends.

    Refused: `password_refused` (the present one is wrong), `too_many_attempts`, `password_too_short`, `password_too_long`,
    `password_too_simple`, `password_has_own_words`, `password_common`, `password_same`.
    """
    words = command.password.get_secret_value(), command.new_password.get_secret_value()
    if session.kind == "browser":
        raise Forbidden("page_needed", rule="a browser changes it on its page: its cookie changes too")
    await desk.entrance.change_password(session, *words, address)
    return Answer()


async def enrol_second_factor(command: EnrolSecondFactor, session: Own, desk: AtDesk, address: Address) -> Enrolment:
    """A secret for an authenticator app. It counts after `confirm_second_factor`; until then what was asked is asked.

    Refused: `password_refused`, `code_refused`, `too_many_attempts`.
    """
    account = session.account
    claim = await desk.entrance.confirm(account, command.password.get_secret_value(), address)
    async with desk.database.read() as db:
        enrolled = await desk.entrance.factors.enrolled(db, account.account)
    if enrolled:
        await desk.entrance.code(account, claim, command.code or "", address)
    async with desk.database.begin() as db:
        await desk.entrance.attempts.succeeded(db, claim)
        return await desk.entrance.factors.begin(db, account.account, account.login)


async def confirm_second_factor(command: ConfirmSecondFactor, session: Own, desk: AtDesk, address: Address) -> RecoveryCodes:
    """The phone works: from now on its codes are asked for. The recovery codes are shown this once.

    Refused: `nothing_to_confirm`, `wrong_code`.
    """
    account = session.account.account
    async with desk.database.begin() as db:
        codes = await desk.entrance.factors.confirm(db, account, command.code)
        await record(db, Kind.SECOND_FACTOR_ENROLLED, account, account, address)
    return codes


async def create_access_token(command: CreateAccessToken, session: Own, desk: AtDesk, address: Address) -> AccessTokenCreated:
    """A token that a program uses as Bearer. Refused: `role_not_yours`, `project_out_of_scope`."""
    account, life = session.account, timedelta(days=command.days)
    async with desk.database.begin() as db:
        made = await desk.tokens.make(db, account, command.title, command.roles, command.projects, life)
        token, secret, ends_at = made
        details = {"token": token, "roles": sorted(command.roles), "ends_at": ends_at}
        await record(db, Kind.TOKEN_CREATED, account.account, account.account, address, details)
    return AccessTokenCreated(token=token, secret=secret, ends_at=ends_at)


async def revoke_access_token(command: RevokeAccessToken, who: Responsible, desk: AtDesk, address: Address) -> Answer:
    """End a token of one's own; an admin ends anybody's. Refused: `unknown_access_token`, `not_yours`."""
    async with desk.database.begin() as db:
        owner = await desk.tokens.owner(db, command.token)
        if owner != who.actor and Role.ADMIN not in who.roles:
            raise Forbidden("not_yours", field="token", rule="only an admin revokes somebody else's token")
        await desk.tokens.revoke(db, command.token)
        await record(db, Kind.TOKEN_REVOKED, owner, who.actor, address, {"token": command.token})
    return Answer()


async def access_tokens(who: Responsible, desk: AtDesk, account: UUID | None = None) -> AccessTokenList:
    """One's own tokens; of another account for admins and auditors. Refused: `not_yours`."""
    if account not in (None, who.actor) and who.roles.isdisjoint({Role.ADMIN, Role.AUDITOR}):
        raise Forbidden("not_yours", field="account", rule="only admins and auditors see somebody else's tokens")
    async with desk.database.read() as db:
        return AccessTokenList(items=await desk.tokens.of(db, account or who.actor))
