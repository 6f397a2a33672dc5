"""An account for each of the staff: sign-ins, drafts and attempts belong to a login, and nobody shares theirs."""

import secrets

import httpx

from deploy.play.client import Login

PASSWORD = "cztery konie w deszczu"


async def hired(http: httpx.AsyncClient, admin: Login, roles: list[tuple[str, str]]) -> list[Login]:
    """New accounts, one for each pair of role and organisation, with a password that need not be changed."""
    answer = await _told(http, "sign_in", {"login": admin.login, "password": admin.password})
    headers = {"Authorization": f"Bearer {answer['token']}"}
    return [await _hire(http, headers, role, organisation) for role, organisation in roles]


async def _hire(http: httpx.AsyncClient, headers: dict[str, str], role: str, organisation: str) -> Login:
    login = f"load-{secrets.token_hex(4)}"
    body = {"login": login, "name": "Jan Próbny", "roles": [role], "organisation": organisation}
    made = await _told(http, "create_account", body, headers)
    await _told(http, "sign_in", {"login": login, "password": made["password"], "new_password": PASSWORD})
    return Login(login, PASSWORD, (role,))


async def _told(http: httpx.AsyncClient, command: str, body: object, headers: dict[str, str] | None = None) -> dict[str, str]:
    answer = await http.post(f"/commands/{command}", json=body, headers=headers)
    answer.raise_for_status()
    told: dict[str, str] = answer.json()
    return told
