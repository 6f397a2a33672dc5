"""Passwords: what is kept cannot be read, and an absent account answers like a present one."""

from services.gateway.passwords import Passwords


async def test_the_right_password_matches_its_hash_and_another_does_not() -> None:
    passwords = Passwords()
    kept = await passwords.hash("śnieg i mróz")
    assert await passwords.match(kept, "śnieg i mróz")
    assert not await passwords.match(kept, "śnieg i mroz")


async def test_what_is_kept_is_argon2id_and_differs_for_equal_passwords() -> None:
    passwords = Passwords()
    first, second = await passwords.hash("same"), await passwords.hash("same")
    assert first.startswith("$argon2id$")
    assert first != second


async def test_no_password_matches_an_account_that_is_not_there() -> None:
    assert not await Passwords().match(None, "anything")
