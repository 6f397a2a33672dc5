"""Service tokens: signed by the gateway, verified by each service; a service trusts no caller by its address."""

import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey

from shared.http.roles import Role
from shared.kernel.caseload import Caseload
from shared.kernel.clock import utc_now
from shared.kernel.errors import Refused
from shared.kernel.ids import ActorId
from shared.store.transaction import Who

ALGORITHM = "Ed25519"


class Unauthenticated(Refused):
    """There is no valid token: missing, expired, for somebody else, or of a key we do not know."""

    status = 401


@dataclass(frozen=True, slots=True)
class Signer:
    """The gateway's private key; its `kid` tells services which public key to use, so keys can be rotated."""

    key: OKPKey
    issuer: str = "kladka-gateway"

    @classmethod
    def from_file(cls, path: Path) -> "Signer":
        return cls(OKPKey.import_key(json.loads(path.read_text("utf-8"))))

    def sign(self, who: Who, audience: str, life: timedelta, session: UUID | None = None) -> str:
        """A token that says who calls, and in which session; it holds a random account id, never a name."""
        now = utc_now()
        claims = {
            "iss": self.issuer,
            "aud": audience,
            "sub": str(who.actor),
            "iat": int(now.timestamp()),
            "exp": int((now + life).timestamp()),
            "roles": sorted(who.roles),
            "organisation": who.organisation,
            "projects": sorted(who.projects) if who.projects is not None else None,
            "caseload": who.caseload,
        }
        if session is not None:
            claims["sid"] = str(session)
        return jwt.encode({"alg": ALGORITHM, "kid": self.key.kid}, claims, self.key, algorithms=[ALGORITHM])


class Signed(NamedTuple):
    """What a token says: who calls, and in which session; None where it stands for itself."""

    who: Who
    session: UUID | None


class Verifier:
    """Checks tokens against the public keys in a JWKS file, which is read again when an unknown `kid` appears."""

    def __init__(self, path: Path, audience: str) -> None:
        self._path = path
        self._keys = self._read()
        self._rules = jwt.JWTClaimsRegistry(
            iss={"essential": True, "value": "kladka-gateway"},
            aud={"essential": True, "value": audience},
            exp={"essential": True},
            sub={"essential": True},
        )

    def _read(self) -> KeySet:
        return KeySet.import_key_set(json.loads(self._path.read_text("utf-8")))

    def who(self, token: str) -> Who:
        """Who calls. Raises `Unauthenticated`."""
        return self.read(token).who

    def read(self, token: str) -> Signed:
        """Who calls, in which session. Raises `Unauthenticated`."""
        try:
            claims = self._decode(token).claims
            self._rules.validate(claims)
            who = Who(
                ActorId(UUID(claims["sub"])),
                frozenset(Role(role) for role in claims["roles"]),
                str(claims["organisation"]),
                frozenset(claims["projects"]) if claims["projects"] is not None else None,
                Caseload(claims["caseload"]),
            )
            return Signed(who, UUID(claims["sid"]) if "sid" in claims else None)
        except (JoseError, ValueError, KeyError, TypeError):
            raise Unauthenticated("token_refused", field="Authorization", rule="a valid, unexpired token is needed") from None

    def _decode(self, token: str) -> jwt.Token:
        try:
            return jwt.decode(token, self._keys, algorithms=[ALGORITHM])
        except (JoseError, ValueError):
            self._keys = self._read()
            return jwt.decode(token, self._keys, algorithms=[ALGORITHM])
