"""Languages: every text of a template or a refusal has its Polish words, with the same places for figures."""

import re
from collections import Counter
from pathlib import Path

import pytest
import yaml
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from services.gateway import entrance, password_policy
from services.gateway.pages.drawing import TEMPLATES
from services.gateway.pages.language import LOCALE, Language, language_of, words
from services.gateway.pages.menu import PARTS
from services.gateway.pages.reports.audit import COLUMNS
from services.gateway.pages.says import MISSING, OTHERWISE, REFUSALS, SAYS, WHYS, WRONG, errors_of, says
from shared.http.roles import STAFF
from shared.kernel.errors import Refused

ROLES = {role.replace("_", " ") for role in STAFF}
OF_CODE = {MISSING, WRONG, OTHERWISE} | {part.text for part in PARTS} | set(COLUMNS)
PLACES = re.compile(r"%\(\w+\)s")


def texts() -> set[str]:
    """Every text that a visitor may read, as it stands in the templates and the code."""
    found = extract_from_dir(str(TEMPLATES), [("**.html", "jinja2")], {"**.html": {"trimmed": "true"}})
    messages = {message if isinstance(message, str) else message[0] for _, _, message, _, _ in found}
    return messages | set(SAYS.values()) | set(WHYS.values()) | OF_CODE | ROLES


@pytest.fixture(scope="module")
def polish() -> dict[str, str]:
    found: dict[str, str] = {}
    for file in sorted((LOCALE / "pl").glob("*.po")):
        with file.open("rb") as source:
            messages = [message for message in read_po(source) if message.id]
        for message in messages:
            text = message.id[0] if isinstance(message.id, tuple) else str(message.id)
            said = " ".join(message.string) if isinstance(message.string, tuple) else str(message.string)
            assert found.setdefault(text, said) == said, f"{file.name}: {text!r} is said in two ways"
    return found


def test_every_text_has_its_polish_words_and_no_other_words_are_kept(polish: dict[str, str]) -> None:
    assert "Sign in" in texts(), "the templates were read"
    assert polish.keys() == texts()
    assert all(polish.values())


def test_figures_stand_in_both_languages(polish: dict[str, str]) -> None:
    assert {text: set(PLACES.findall(said)) for text, said in polish.items()} == {
        text: set(PLACES.findall(text)) for text in polish
    }


@pytest.mark.parametrize("module", [entrance, password_policy])
def test_every_refusal_of_the_door_says_what_to_do(module: object) -> None:
    raised = set(re.findall(r'(?:Unauthenticated|Invalid|Refused)\(\s*"(\w+)"', Path(str(module.__file__)).read_text("utf-8")))
    assert raised, "the module was read"
    assert raised <= SAYS.keys()


def test_a_refusal_is_said_in_the_visitors_language_with_whole_minutes() -> None:
    no = Refused("too_many_attempts", retry_after=61)
    assert says(no, Language.POLISH).startswith("Zbyt wiele prób. Proszę spróbować ponownie za 2 min.")
    assert says(no, Language.ENGLISH).startswith("Too many attempts. Try again in 2 min.")


@pytest.mark.parametrize(("chosen", "language"), [(None, "pl"), ("", "pl"), ("de", "pl"), ("en", "en"), ("pl", "pl")])
def test_polish_is_spoken_unless_english_was_chosen(chosen: str | None, language: str) -> None:
    assert language_of(chosen) == language


def test_a_text_without_polish_words_stands_in_english() -> None:
    assert words(Language.POLISH).one("Never written down") == "Never written down"


def test_each_refusal_is_said_in_one_place() -> None:
    files = sorted(REFUSALS.glob("*.yaml"))
    codes = [code for file in files for code in yaml.safe_load(file.read_text("utf-8"))]
    assert len(files) > 1
    assert [code for code, times in Counter(codes).items() if times > 1] == []


def test_every_refusal_says_why_there_is_its_rule_once() -> None:
    codes = [code for group in yaml.safe_load((REFUSALS.parent / "whys.yaml").read_text("utf-8")) for code in group["of"]]
    assert sorted(codes) == sorted(SAYS.keys() | {"missing", "wrong"})


def test_an_error_holds_the_explanation_in_the_visitors_language() -> None:
    no = Refused("limit_below_taken", field="limit")
    polish, english = (errors_of(no, language)[0] for language in (Language.POLISH, Language.ENGLISH))
    assert polish.why.startswith("Miejsce zajęte albo zaproponowane")
    assert english.why.startswith("A place that is taken or offered")


def test_a_refusal_that_nobody_explained_is_shown_without_an_explanation() -> None:
    assert errors_of(Refused("never_heard_of", rule="it is not so"), Language.POLISH)[0].why == ""
