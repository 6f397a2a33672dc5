"""Sealing: a token opens only where it belongs, and never says the same thing twice."""

import base64
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.privacy.keys import CannotOpen, InstallationKey, NoKeys

KEY = InstallationKey(b"k" * 32)
EVENT = uuid4()


@given(st.text(min_size=0, max_size=200))
def test_what_was_sealed_opens_where_it_belongs_and_no_two_tokens_are_equal(text: str):
    first, second = (KEY.seal(text, "person", "name", EVENT) for _ in range(2))
    assert KEY.open(first, "person", "name", EVENT) == text
    assert first != second


@pytest.mark.parametrize(
    ("subject", "field", "event"), [("other", "name", EVENT), ("person", "pesel", EVENT), ("person", "name", uuid4())]
)
def test_a_token_moved_to_another_subject_field_or_event_does_not_open(subject, field, event):
    token = KEY.seal("Anna Kowalska", "person", "name", EVENT)
    with pytest.raises(CannotOpen) as fault:
        KEY.open(token, subject, field, event)
    assert "Anna" not in str(fault.value)


@pytest.mark.parametrize(
    "damage", [lambda token: token[:-6], lambda token: token + "x.y", lambda token: "", lambda token: "v1.i1.A"]
)
def test_a_damaged_token_does_not_open(damage):
    token = KEY.seal("Anna", "person", "name", EVENT)
    with pytest.raises(CannotOpen):
        KEY.open(damage(token), "person", "name", EVENT)


def test_a_token_of_another_key_does_not_open():
    token = InstallationKey(b"j" * 32).seal("Anna", "person", "name", EVENT)
    with pytest.raises(CannotOpen):
        KEY.open(token, "person", "name", EVENT)


def test_a_digest_finds_equal_values_for_one_purpose_under_one_key_only():
    digest = KEY.digest("pesel", b"44051401458")
    assert digest == KEY.digest("pesel", b"44051401458")
    assert digest not in {
        KEY.digest("command", b"44051401458"),
        KEY.digest("pesel", b"44051401459"),
        InstallationKey(b"j" * 32).digest("pesel", b"44051401458"),
    }


def test_a_service_without_keys_can_neither_seal_nor_open():
    with pytest.raises(CannotOpen):
        NoKeys().seal("a note", "person", "reason", EVENT)


def test_a_key_file_that_holds_something_else_is_refused_without_quoting_it(tmp_path):
    file = tmp_path / "key"
    for content in ("not base64!", base64.b64encode(b"short").decode()):
        file.write_text(content, "ascii")
        with pytest.raises(ValueError, match="key") as fault:
            InstallationKey.from_file(file)
        assert content not in str(fault.value)
