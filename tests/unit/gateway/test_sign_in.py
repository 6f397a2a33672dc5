"""The sign-in form: the login forgives blanks, the password is taken as typed and never shown."""

import pytest
from pydantic import ValidationError

from services.gateway.sign_in import SignIn


def test_blanks_around_a_login_are_dropped_and_those_of_a_password_kept() -> None:
    form = SignIn.model_validate({"login": " trainer ", "password": " two words "})
    assert (form.login, form.password.get_secret_value()) == ("trainer", " two words ")


def test_the_password_does_not_show_in_the_form_nor_in_its_json() -> None:
    form = SignIn.model_validate({"login": "trainer", "password": "s3cret"})
    assert "s3cret" not in f"{form!r} {form} {form.model_dump_json()}"


def test_an_empty_login_is_refused_without_repeating_the_password() -> None:
    with pytest.raises(ValidationError) as refused:
        SignIn.model_validate({"login": " ", "password": "s3cret"})
    assert "s3cret" not in str(refused.value)
