"""Accounts as admins keep them on pages: a list, one account, a new one; what takes something away is asked for again."""

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple
from uuid import UUID

from fastapi import APIRouter, Response

from services.gateway import managing
from services.gateway.history import account_history
from services.gateway.managing import AccountRow, ChangeAccount, CreateAccount, DeactivateAccount, InitialPassword, OfAccount
from services.gateway.pages.asking import ask
from services.gateway.pages.choosing import Choice
from services.gateway.pages.desk.ours import check_may, read_as
from services.gateway.pages.drawing import draw, draw_again, go
from services.gateway.pages.form import Form
from services.gateway.pages.keeping import dropped
from services.gateway.pages.staff import names_of
from services.gateway.pages.visit import Sent, SignedIn, Visit
from services.gateway.separation import Reason, incompatible, separations
from shared.http.roles import STAFF, Role
from shared.kernel.errors import NotFound, Refused

router = APIRouter()
PLACE = "/backstage/accounts"
LIST, FORM, SURE, PASSWORD = (f"desk/{name}.html" for name in ("accounts", "account_form", "account_sure", "account_password"))
ROLES = [role for role in Role if role in STAFF]
ALL, SOME = "all", "some"
"""How far an account reaches: every project, or those that are ticked."""


@router.get(PLACE)
async def accounts_page(visit: SignedIn, done: str = "") -> Response:
    """Everybody, those who may sign in first."""
    check_may(visit, "accounts")
    found = (await managing.accounts(visit.who, visit.desk)).items
    return draw(visit, LIST, accounts=found, done=done if done in DONE else "")


@router.get(f"{PLACE}/new")
async def new_page(visit: SignedIn) -> Response:
    """Somebody new."""
    check_may(visit, "create_account")
    return draw(visit, FORM, one=None, **await _choices(visit))


@router.post(f"{PLACE}/new")
async def create(visit: SignedIn, form: Sent) -> Response:
    """The account, with its first password shown this once."""
    check_may(visit, "create_account")
    try:
        command = read_as(CreateAccount, login=form.text("login").strip(), **_reach(form))
        made = await managing.create_account(command, visit.who, visit.desk, visit.address)
    except Refused as no:
        return await _form_again(visit, form, no, None)
    await dropped(visit, form.draft)
    return _password(visit, command.name, command.login, made)


@router.get(f"{PLACE}/{{account}}")
async def account_page(visit: SignedIn, account: UUID, done: str = "") -> Response:
    """One account: what it may, what happened to it."""
    one = await _find(visit, account)
    happened = (await account_history(account, visit.who, visit.desk, limit=20)).items
    names = await names_of(visit, [line.actor for line in happened if line.actor is not None])
    return draw(
        visit,
        "desk/account_one.html",
        one=one,
        me=one.account == visit.who.actor,
        happened=happened,
        names=names,
        done=done if done in DONE else "",
    )


@router.get(f"{PLACE}/{{account}}/change")
async def change_page(visit: SignedIn, account: UUID) -> Response:
    """Name, roles and reach."""
    check_may(visit, "change_account")
    return draw(visit, FORM, one=await _find(visit, account), **await _choices(visit))


@router.post(f"{PLACE}/{{account}}/change")
async def change(visit: SignedIn, form: Sent, account: UUID) -> Response:
    """It counts from the next request of the person on."""
    check_may(visit, "change_account")
    one = await _find(visit, account)
    try:
        command = read_as(ChangeAccount, account=account, **_changed(one, _reach(form)))
        await managing.change_account(command, visit.who, visit.desk, visit.address)
    except Refused as no:
        return await _form_again(visit, form, no, one)
    await dropped(visit, form.draft)
    return go(f"{PLACE}/{account}?done=changed")


@router.get(f"{PLACE}/{{account}}/{{act}}")
async def sure_page(visit: SignedIn, account: UUID, act: str) -> Response:
    """What will happen, before it does."""
    _act(visit, act)
    return draw(visit, SURE, one=await _find(visit, account), act=act)


@router.post(f"{PLACE}/{{account}}/{{act}}")
async def do(visit: SignedIn, form: Sent, account: UUID, act: str) -> Response:
    """Done; a password that was made is shown this once."""
    handler, one = _act(visit, act), await _find(visit, account)
    try:
        made = await handler(visit, form, account)
    except Refused as no:
        return draw_again(visit, SURE, form, no, one=one, act=act)
    await dropped(visit, form.draft)
    return _password(visit, one.name, one.login, made) if made is not None else go(f"{PLACE}/{account}?done={act}")


async def _deactivate(visit: Visit, form: Form, account: UUID) -> None:
    command = read_as(DeactivateAccount, account=account, why=form.text("why").strip())
    await managing.deactivate_account(command, visit.who, visit.desk, visit.address)


async def _activate(visit: Visit, _: Form, account: UUID) -> InitialPassword:
    return await managing.activate_account(OfAccount(account=account), visit.who, visit.desk, visit.address)


async def _reset_password(visit: Visit, _: Form, account: UUID) -> InitialPassword:
    return await managing.reset_password(OfAccount(account=account), visit.who, visit.desk, visit.address)


async def _reset_second_factor(visit: Visit, _: Form, account: UUID) -> None:
    await managing.reset_second_factor(OfAccount(account=account), visit.who, visit.desk, visit.address)


Act = Callable[[Visit, Form, UUID], Awaitable[InitialPassword | None]]
ACTS: dict[str, tuple[str, Act]] = {
    "deactivate": ("deactivate_account", _deactivate),
    "activate": ("activate_account", _activate),
    "password": ("reset_password", _reset_password),
    "second-factor": ("reset_second_factor", _reset_second_factor),
}
"""By the last word of the address: the operation, and what carries it out."""
DONE = frozenset({"changed", "deactivate", "second-factor"})


def _act(visit: Visit, act: str) -> Act:
    """Raises `NotFound` (`unknown_operation`), `Forbidden` (`role_missing`)."""
    if act not in ACTS:
        raise NotFound("unknown_operation", rule="there is no such page")
    operation, handler = ACTS[act]
    check_may(visit, operation)
    return handler


async def _find(visit: Visit, account: UUID) -> AccountRow:
    """Raises `NotFound` (`unknown_account`), `Forbidden` (`role_missing`)."""
    check_may(visit, "accounts")
    for one in (await managing.accounts(visit.who, visit.desk)).items:
        if one.account == account:
            return one
    raise NotFound("unknown_account", field="account", rule="there is no such account")


def _reach(form: Form) -> dict[str, Any]:
    """What a form says of an account."""
    return {
        "name": form.text("name").strip(),
        "roles": form.all("roles"),
        "organisation": form.text("organisation").strip(),
        "projects": None if form.text("reach") == ALL else form.all("projects"),
        "caseload": form.text("caseload"),
    }


def _changed(one: AccountRow, reach: dict[str, Any]) -> dict[str, Any]:
    """Only what differs: rights of one's own account that stay as they are are no change of rights."""
    before = one.model_dump(mode="json")
    same = {name for name, value in reach.items() if _plain(before[name]) == _plain(value)}
    return {name: value for name, value in reach.items() if name not in same}


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, list) else value


async def _choices(visit: Visit) -> dict[str, Any]:
    """What can be ticked, and which roles do not go together."""
    projects = (await ask(visit, "projects", Choice)).items
    return {"roles": ROLES, "projects": projects, "separations": separations(), "clash": None}


class Clash(NamedTuple):
    """Two roles that were ticked and must not be one person's."""

    first: str
    second: str
    reason: Reason


async def _form_again(visit: Visit, form: Form, no: Refused, one: AccountRow | None) -> Response:
    shown = await _choices(visit)
    if no.code == "incompatible_roles":
        first, second = Role(str(no.facts["first"])), Role(str(no.facts["second"]))
        found = incompatible(first, second)
        assert found is not None, "it was refused for them"
        shown["clash"] = Clash(first, second, found.reason)
    return draw_again(visit, FORM, form, no, one=one, **shown)


def _password(visit: Visit, name: str, login: str, made: InitialPassword) -> Response:
    return draw(visit, PASSWORD, name=name, login=login, account=made.account, password=made.password)
