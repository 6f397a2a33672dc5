"""`kladka admin`: the account of an admin, for an installation that has none yet or has locked out the last one.

The operator may do it because the installation's signing key is at hand; the record names the operator.
"""

from datetime import timedelta
from typing import Annotated

import httpx
import typer
from rich.console import Console

from deploy.cli.desk import OPERATOR, PATIENCE, at_desk
from deploy.cli.where import HERE, Where, read_installation
from deploy.installation import Installation
from deploy.local.settings import GATEWAY
from services.gateway.desk import AUDIENCE
from services.gateway.managing import CreateAccount, InitialPassword
from shared.http.elsewhere import refusal, unavailable
from shared.http.roles import Role
from shared.http.tokens import Signer
from shared.store.transaction import Who

LIFE = timedelta(minutes=1)


def admin(
    login: Annotated[str, typer.Argument(help="Letters, digits, dots and dashes.")],
    name: Annotated[str, typer.Argument(help="Of the person.")],
    organisation: Annotated[str, typer.Argument(help="Where the person works.")],
    where: Where = HERE,
) -> None:
    """Make an admin's account. Its password is shown once and is changed at the first sign-in."""
    console, installation = Console(), read_installation(where)
    with at_desk(installation, console):
        account = CreateAccount(login=login, name=name, roles=frozenset({Role.ADMIN}), organisation=organisation)
        made = create(installation, account)
    console.print(f"{login}: the first password is {made.password}", markup=False, highlight=False, soft_wrap=True)


def create(installation: Installation, account: CreateAccount) -> InitialPassword:
    """Ask the gateway. Raises its refusals, `NotYet` when it does not answer."""
    who = Who(OPERATOR, frozenset({Role.ADMIN}), installation.centre)
    token = Signer.from_file(installation.signing_key).sign(who, AUDIENCE, LIFE)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    url = f"{installation.services[GATEWAY].rstrip('/')}/commands/create_account"
    try:
        with httpx.Client(timeout=PATIENCE, trust_env=False) as client:
            answer = client.post(url, content=account.model_dump_json(), headers=headers)
    except httpx.TransportError:
        raise unavailable(GATEWAY) from None
    if answer.is_success:
        return InitialPassword.model_validate_json(answer.content)
    raise refusal(GATEWAY, answer)
