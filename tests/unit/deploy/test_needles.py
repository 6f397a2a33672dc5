"""The pattern of the search: a value in any case and escape, and no other text."""

import base64
import json
import unicodedata
from urllib.parse import quote, quote_plus

import pytest

from deploy.privacy.needles import Needles, too_short

NAME, PESEL = "Żaneta Kanarkowska-Łoś", "85051712345"
FORMS = {
    "as it is": NAME,
    "in capitals": NAME.upper(),
    "in small letters": NAME.lower(),
    "escaped in JSON": json.dumps(NAME),
    "escaped in JSON in JSON": json.dumps(json.dumps(NAME)),
    "in a URL": quote(NAME),
    "in a form": quote_plus(NAME).lower(),
    "in base64": base64.b64encode(NAME.encode()).decode(),
    "inside of base64": base64.b64encode(f"{{'name': '{NAME}'}}".encode()).decode(),
    "inside of base64 for URLs, behind a path": "/letters/" + base64.urlsafe_b64encode(f"x {NAME}".encode()).decode(),
    "escaped, in base64": base64.b64encode(json.dumps(NAME).encode()).decode(),
    "between other letters": f"x{NAME}y",
    "over two blanks": NAME.replace(" ", "  "),
    "with its marks apart": unicodedata.normalize("NFD", NAME),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_value_is_found(form):
    assert Needles([NAME]).in_bytes(f"1\t{FORMS[form]}\tx".encode())
    assert not Needles([PESEL]).in_bytes(FORMS[form].encode())


@pytest.mark.parametrize("form", FORMS)
def test_it_is_found_in_bytes_as_the_database_shows_them(form):
    assert Needles([NAME]).in_bytes(b"1\t\\\\x" + FORMS[form].encode().hex().encode())


@pytest.mark.parametrize("text", ["Żaneta Kanarkowsk", "aneta Kanarkowska-Łoś", "Zaneta Kanarkowska-Los", "8505171234 5", ""])
def test_another_text_is_not_found(text):
    assert not Needles([NAME, PESEL]).in_bytes(text.encode())


def test_one_value_is_found_among_many_that_begin_alike():
    many = Needles([f"Kanarek{number:04}" for number in range(2000)])
    assert many.in_bytes(b"xKANAREK1999")
    assert not many.in_bytes(b"Kanarek2000")


def test_a_value_is_not_found_in_a_token_where_it_stands_by_chance():
    token = "v1." + "x" * 40 + "Kanarkowska" + "y" * 20
    assert not Needles(["kanarkowska"]).in_bytes(token.encode())
    assert Needles(["kanarkowska"]).in_bytes(f"{token} kanarkowska".encode())


def test_of_a_long_value_the_beginning_is_enough():
    assert Needles(["Powód " + "x" * 400]).in_bytes(b'"Pow\\u00f3d ' + b"x" * 60)


@pytest.mark.parametrize(("value", "short"), [("Jan", True), ("u-1", True), ("Ewa!", True), ("Anna", False), ("1234", False)])
def test_values_of_fewer_than_four_letters_are_short(value, short):
    assert too_short(value) is short


def test_without_values_nothing_is_found():
    assert not Needles([]).in_bytes(b"anything")
