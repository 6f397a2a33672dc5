"""Sealing: a token opens only with its own key, where it belongs, and never says the same thing twice."""

import os
import string
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.errors import NotYet
from shared.privacy.errors import CannotOpen, KeyUnavailable
from shared.privacy.keys import NoKeys
from shared.privacy.ring import Owner, Ring
from shared.privacy.wrapping import BadKeys, Wrapping, read_keys, written

ANNA, MAREK = Owner("8d0f3b5e", "gora-pomocy-3"), Owner("5b0e3a3c", "gora-pomocy-3")
SAME_KEY = AESGCM(os.urandom(32))
RING = Ring({ANNA: SAME_KEY, MAREK: SAME_KEY, ANNA._replace(project="zgrani"): SAME_KEY, Owner("erased"): None})
"""One key for all, so that only what a token is bound to can keep it closed."""
EVENT = uuid4()
LETTERS = string.ascii_letters + string.digits + "-_"
PLACES = st.tuples(
    st.sampled_from([ANNA, MAREK, ANNA._replace(project="zgrani")]),
    st.sampled_from(["given_name", "family_name", "pesel", "reason"]),
    st.sampled_from([EVENT, UUID(int=EVENT.int ^ 1), UUID(int=0)]),
)


@given(st.text(max_size=200), PLACES)
def test_what_was_sealed_opens_where_it_belongs_and_no_two_tokens_are_equal(text, place):
    first, second = (RING.seal(text, *place) for _ in range(2))
    assert RING.open(first, *place) == text
    assert first != second


@given(st.text(max_size=50), PLACES, PLACES)
def test_a_token_moved_to_another_person_project_field_or_event_does_not_open(text, place, other):
    token = RING.seal(text, *place)
    if place == other:
        return
    with pytest.raises(CannotOpen) as fault:
        RING.open(token, *other)
    assert fault.value.code == "token_displaced"


@given(st.text(min_size=1, max_size=50), st.data())
def test_any_changed_byte_keeps_a_token_closed(text, data):
    token = RING.seal(text, ANNA, "given_name", EVENT)
    place = data.draw(st.integers(3, len(token) - 1))
    letter = data.draw(
        st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_").filter(lambda c: c != token[place])
    )
    changed = token[:place] + letter + token[place + 1 :]
    try:
        opened = RING.open(changed, ANNA, "given_name", EVENT)
    except CannotOpen:
        return
    # the last letter of base64 may hold bits that say nothing: then the token is the same one
    assert opened == text
    assert place >= len(token.rstrip("=")) - 1


@pytest.mark.parametrize("cut", [lambda t: t[:20], lambda t: t[:-5], lambda t: "", lambda t: "v2" + t[2:], lambda t: t + "ó"])
def test_a_truncated_token_or_one_of_another_shape_is_damaged_or_displaced(cut):
    token = RING.seal("Anna Kowalska", ANNA, "given_name", EVENT)
    with pytest.raises(CannotOpen) as fault:
        RING.open(cut(token), ANNA, "given_name", EVENT)
    assert fault.value.code in {"token_damaged", "token_displaced"}
    assert "Anna" not in f"{fault.value} {fault.value.rule} {dict(fault.value.facts)}"


def test_a_missing_key_may_come_later_and_a_destroyed_one_never():
    token = RING.seal("Anna", ANNA, "given_name", EVENT)
    with pytest.raises(KeyUnavailable) as missing:
        RING.open(token, Owner("nobody"), "given_name", EVENT)
    assert (missing.value.code, isinstance(missing.value, NotYet)) == ("key_missing", True)
    with pytest.raises(CannotOpen) as destroyed:
        RING.open(token, Owner("erased"), "given_name", EVENT)
    assert destroyed.value.code == "key_destroyed"


def test_a_data_key_unwraps_for_its_own_owner_with_its_own_wrapping_key_only():
    wrapping, key = Wrapping({"k1": os.urandom(32)}), os.urandom(32)
    name, wrapped = wrapping.wrap(key, ANNA)
    assert wrapping.unwrap(name, wrapped, ANNA) == key
    assert key not in wrapped
    for other, owner in ((wrapping, MAREK), (Wrapping({"k1": os.urandom(32)}), ANNA), (Wrapping({"k2": os.urandom(32)}), ANNA)):
        with pytest.raises(KeyUnavailable) as fault:
            other.unwrap(name, wrapped, owner)
        assert fault.value.code == "wrong_key"


def test_a_key_added_to_the_file_is_used_without_a_new_start(tmp_path):
    file, old, new = tmp_path / "sealing.key", os.urandom(32), os.urandom(32)
    file.write_text(written({"k1": old}), "ascii")
    wrapping = Wrapping.from_file(file)
    name, wrapped = wrapping.wrap(b"d" * 32, ANNA)
    file.write_text(written({"k2": new, "k1": old}), "ascii")
    assert wrapping.wrap(b"e" * 32, ANNA)[0] == "k2"
    assert wrapping.unwrap(name, wrapped, ANNA) == b"d" * 32
    file.write_text("half-wri", "ascii")
    assert wrapping.names == ["k2", "k1"], "a file that is being written changes nothing"


@pytest.mark.parametrize("text", ["", "k1", "k1:not base64!", "k1:c2hvcnQ=", "K1:" + "A" * 43 + "=", "k1:{0},k1:{0}"])
def test_a_key_file_that_holds_something_else_is_refused_without_quoting_it(text):
    content = text.format(written({"x": b"j" * 32}).strip().partition(":")[2])
    with pytest.raises(BadKeys) as fault:
        read_keys(content)
    assert not content or content not in str(fault.value)


async def test_a_service_without_keys_can_neither_seal_nor_open():
    with pytest.raises(KeyUnavailable):
        await NoKeys().for_sealing([ANNA])
    ring = await NoKeys().for_opening([ANNA])
    with pytest.raises(KeyUnavailable):
        ring.open(RING.seal("a", ANNA, "reason", EVENT), ANNA, "reason", EVENT)
