"""Whatever may need attention is said in words: the news that could not be acted on, and the deadline that has passed."""

from importlib import import_module

import pytest

from deploy.cli.declared import EVENT_SOURCED
from services.gateway.pages.drawing import environment
from services.gateway.pages.language import Language
from services.gateway.pages.says import SAYS

DEADLINES = {
    *("subject_request_overdue", "subject_request_due_soon"),
    *("erasure_of_candidates_not_proposed", "erasure_of_participants_not_proposed"),
}


def news() -> set[str]:
    """The names of events that services react to, and of those that set a deadline."""
    reactions = [import_module(f"services.{service}.reactions").REACTIONS for service in EVENT_SOURCED]
    return {"SubjectRequestReceived", "RetentionSet"} | {event.__name__ for found in reactions for event in found}


@pytest.mark.parametrize("language", list(Language))
def test_every_piece_of_news_has_words_of_its_own(language: Language) -> None:
    module = environment(language).get_template("desk/words.html").module
    said = {name: str(vars(module)["news"](name)) for name in news()}
    assert {name for name, words in said.items() if words == name} == set()
    assert len(set(said.values())) == len(said) > 10


def test_every_deadline_has_a_sentence() -> None:
    assert SAYS.keys() >= DEADLINES
