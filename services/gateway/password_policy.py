"""What a password must be: long and not to be guessed; no rule about kinds of characters, none about age (NIST SP 800-63B)."""

import secrets
from collections.abc import Collection
from functools import cache
from pathlib import Path

from anyascii import anyascii

from shared.kernel.errors import Invalid

SHORTEST, LONGEST = 12, 200
DIFFERENT = 6
"""Different characters at least."""
COMMON = Path(__file__).parent / "rules" / "common_passwords.txt"
INITIAL = 12
"""Bytes of a password that the system makes: 96 bits."""
FIELD = "new_password"


def check_password(password: str, own_words: Collection[str] = (), field: str = FIELD) -> None:
    """May this be a password? `own_words`: login and name of whose it is.

    Raises `Invalid`: `password_too_short`, `password_too_long`, `password_too_simple`, `password_has_own_words`,
    `password_common`.
    """
    if len(password) < SHORTEST:
        raise Invalid("password_too_short", field=field, rule=f"at least {SHORTEST} characters", shortest=SHORTEST)
    if len(password) > LONGEST:
        raise Invalid("password_too_long", field=field, rule=f"at most {LONGEST} characters", longest=LONGEST)
    bare = _bare(password)
    if len(set(password)) < DIFFERENT or bare in _runs():
        rule = f"at least {DIFFERENT} different characters, not in the order of the keyboard or the alphabet"
        raise Invalid("password_too_simple", field=field, rule=rule, different=DIFFERENT)
    if any(len(word) > 3 and word in bare for own in own_words for word in _words(own)):
        raise Invalid("password_has_own_words", field=field, rule="neither the login nor the name stands in it")
    if _core(bare) in _common():
        raise Invalid("password_common", field=field, rule="not one of the passwords that are tried first")


def initial_password() -> str:
    """A password for somebody else's account, told once and changed at the first sign-in."""
    while True:
        made = secrets.token_urlsafe(INITIAL)
        if len(set(made)) >= DIFFERENT:
            return made


def _bare(text: str) -> str:
    return anyascii(text).lower()


def _words(own: str) -> list[str]:
    return _bare(own).replace("_", " ").replace(".", " ").replace("-", " ").split()


def _core(bare: str) -> str:
    """Without what is put around a word to make it longer: `!!Haslo2026!!` is `haslo`."""
    return bare.strip("0123456789!@#$%^&*()-_=+.,;:?/ ")


@cache
def _common() -> frozenset[str]:
    lines = COMMON.read_text("utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#")) | {""}


@cache
def _runs() -> frozenset[str]:
    """Pieces of keyboard rows and of the alphabet, forwards and backwards, as long as passwords are."""
    rows = ("abcdefghijklmnopqrstuvwxyz" * 2, "1234567890" * 4, "qwertyuiopasdfghjklzxcvbnm" * 2)
    both = [way for row in rows for way in (row, row[::-1])]
    return frozenset(
        row[start : start + size] for row in both for size in range(SHORTEST, 41) for start in range(len(row) - size + 1)
    )
