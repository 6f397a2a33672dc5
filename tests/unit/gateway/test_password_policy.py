"""What a password must be: length counts, well-known and own words do not help, kinds of characters are nobody's business."""

import pytest

from services.gateway.password_policy import LONGEST, check_password, initial_password
from shared.kernel.errors import Invalid

OWN = ("m.zielinska", "Maria Zielińska")


def refused(password: str) -> str:
    with pytest.raises(Invalid) as no:
        check_password(password, OWN)
    assert password not in str(no.value.__dict__)
    return no.value.code


@pytest.mark.parametrize(
    "password",
    [
        "cztery konie w deszczu",
        "gżegżółka łyka",
        "7f3k9q2m5x8z",
        "trzy mary na łące",
        "       jeden blank",
    ],
)
def test_what_is_long_and_not_to_be_guessed_is_taken(password: str) -> None:
    check_password(password, OWN)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("jedenascie1", "password_too_short"),
        ("ab" * (LONGEST // 2) + "c", "password_too_long"),
        ("abababababab", "password_too_simple"),
        ("abcdefghijkl", "password_too_simple"),
        ("lkjihgfedcba", "password_too_simple"),
        ("QWERTYUIOPas", "password_too_simple"),
        ("123456789012", "password_too_simple"),
        ("098765432109", "password_too_simple"),
        ("moja zielinska 1", "password_has_own_words"),
        ("MARIA i reszta", "password_has_own_words"),
        ("Password123456!", "password_common"),
        ("***Hasło***2026", "password_common"),
        ("2024!2025!2026!", "password_common"),
    ],
)
def test_what_would_be_tried_first_is_refused(password: str, code: str) -> None:
    assert refused(password) == code


def test_a_password_made_for_somebody_is_one_that_may_be_kept_and_never_the_same() -> None:
    made = {initial_password() for _ in range(50)}
    assert len(made) == 50
    for password in made:
        check_password(password, OWN)
