"""The browser's cookie: no script reads it, no other site sends it; behind TLS nobody but this very host can have set it."""

from dataclasses import dataclass

from fastapi import Response


@dataclass(frozen=True, slots=True)
class Cookie:
    """How the cookie is written; it ends with the browser, the session in it ends earlier."""

    secure: bool

    @property
    def name(self) -> str:
        """`__Host-`: browsers take it over TLS only, for this host and all its paths."""
        return "__Host-kladka" if self.secure else "kladka"

    def put(self, response: Response, secret: str) -> None:
        response.set_cookie(self.name, secret, path="/", secure=self.secure, httponly=True, samesite="lax")

    def drop(self, response: Response) -> None:
        response.delete_cookie(self.name, path="/", secure=self.secure, httponly=True, samesite="lax")
