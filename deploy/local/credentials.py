"""The secrets of one installation: made once, kept in `run_dir/keys`, readable by their owner alone."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from joserfc.jwk import KeySet, OKPKey

from deploy.local.private_files import keep_private
from shared.privacy.ring import KEY
from shared.privacy.wrapping import written

SEALING = ("recruitment", "activities", "finance", "gateway")  # who keeps sealed texts; each has a key of its own
MUNICIPAL_CENTRE = "MOPS"
PARTNER = "OIS"

# login, name, role, organisation
STAFF = (
    ("social_worker", "Maria Zielińska", "social_worker", MUNICIPAL_CENTRE),
    ("social_worker_ois", "Piotr Krawczyk", "social_worker", PARTNER),
    ("coordinator", "Ewa Nowacka", "coordinator", MUNICIPAL_CENTRE),
    ("accountant", "Jolanta Wrona", "accountant", MUNICIPAL_CENTRE),
    ("trainer", "Adam Lis", "trainer", MUNICIPAL_CENTRE),
    ("auditor", "Teresa Bielak", "auditor", MUNICIPAL_CENTRE),
    ("commission_member", "Danuta Pawlak", "commission_member", MUNICIPAL_CENTRE),
    ("admin", "Robert Sowa", "admin", MUNICIPAL_CENTRE),
    ("data_protection_officer", "Halina Mazur", "data_protection_officer", MUNICIPAL_CENTRE),
)


@dataclass(frozen=True)
class Account:
    """A demo account, as the gateway reads it."""

    login: str
    password: str
    name: str
    roles: tuple[str, ...]
    organisation: str


@dataclass(frozen=True)
class Credentials:
    """Where the secrets lie: the private signing key (JWK), its public set (JWKS), sealing keys, the accounts."""

    signing_key: Path
    token_keys: Path
    sealing_keys: Mapping[str, Path]
    accounts_file: Path

    def accounts(self) -> list[Account]:
        """The demo accounts with their passwords."""
        return [_account(entry) for entry in json.loads(self.accounts_file.read_text(encoding="utf-8"))]


def make_credentials(keys: Path) -> Credentials:
    """The credentials in this directory; what is missing is made."""
    credentials = Credentials(
        signing_key=keys / "token-signing.jwk.json",
        token_keys=keys / "token-keys.jwks.json",
        sealing_keys={service: keys / f"sealing-{service}.key" for service in SEALING},
        accounts_file=keys / "accounts.json",
    )
    signing_key = keep_private(credentials.signing_key, _signing_key)
    keep_private(credentials.token_keys, lambda: _public_set(signing_key))
    for sealing_key in credentials.sealing_keys.values():
        keep_private(sealing_key, lambda: written({"k1": secrets.token_bytes(KEY)}))
    keep_private(credentials.accounts_file, _accounts)
    return credentials


def _signing_key() -> str:
    key = OKPKey.generate_key("Ed25519", auto_kid=True)
    return json.dumps(key.as_dict(private=True, use="sig"))


def _public_set(signing_key: str) -> str:
    key = OKPKey.import_key(json.loads(signing_key))
    return json.dumps(KeySet([key]).as_dict(private=False))


def _accounts() -> str:
    accounts = [
        {
            "login": login,
            "password": secrets.token_urlsafe(12),
            "name": name,
            "roles": [role],
            "organisation": organisation,
        }
        for login, name, role, organisation in STAFF
    ]
    return json.dumps(accounts, ensure_ascii=False, indent=2)


def _account(entry: dict[str, str | list[str]]) -> Account:
    return Account(
        login=str(entry["login"]),
        password=str(entry["password"]),
        name=str(entry["name"]),
        roles=tuple(entry["roles"]),
        organisation=str(entry["organisation"]),
    )
