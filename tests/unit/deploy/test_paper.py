"""What is known about a person, in Polish words."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from deploy.cli.declared import EVENT_SOURCED, declared
from deploy.privacy.paper import LABELS, as_html, field_name, shown
from deploy.privacy.subject import Everything, record
from shared.http.subject import SubjectData, SubjectFact

FIELDS = sorted(
    {field for name in EVENT_SOURCED for event in declared(name).events.events.values() for field in event.model_fields}
)
SPRING = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_of_an_event_has_a_polish_word(field):
    assert field_name(field) in LABELS["fields"].values()


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "–"),
        ([], "–"),
        (True, "tak"),
        (False, "nie"),
        (7, "7"),
        ("female", "kobieta"),
        ("Zielona Góra", "Zielona Góra"),
        (["candidate", "volunteer"], "kandydat; wolontariusz"),
        ({"house": "15", "flat": None}, "numer domu: 15, numer mieszkania: –"),
        ('{"town": "Bytnica"}', "miejscowość: Bytnica"),
        ("{not JSON", "{not JSON"),
        ('{"closed": "key_destroyed"}', "niedostępne: usunięte na zawsze"),
    ],
)
def test_values_are_shown_in_words(value, words):
    assert shown(value) == words


def fact(event: str, **fields: Any) -> SubjectFact:
    return SubjectFact(
        event=event, title=event, effective_on=SPRING.date(), recorded_at=SPRING, fields={"project": "p"} | fields
    )


def test_the_record_is_what_was_said_last_and_each_capacity_once():
    facts = [
        fact("PersonRegistered", person="x", given_name="Ana", phone="1", capacity="volunteer"),
        fact("CapacityAdded", person="x", capacity="candidate"),
        fact("CapacityAdded", person="x", capacity="candidate"),
        fact("PersonCorrected", person="x", given_name="Anna", phone=None, reason="literówka"),
        fact("ApplicationSubmitted", person="x", project="q"),
    ]
    assert record(facts) == {"p": {"given_name": "Anna", "phone": "1", "capacity": ["volunteer", "candidate"]}}


def test_markup_in_a_persons_words_stays_text_and_moments_are_those_of_warsaw():
    services = [SubjectData(service="finance", items=[fact("Told", reason="<script>x</script>")])]
    everything = Everything(
        person=UUID(int=1),
        request=None,
        centre="c",
        gathered_at=SPRING,
        registry={},
        retention=[],
        services=services,
        access_log=[],
    )
    page = as_html(everything)
    assert "&lt;script&gt;" in page
    assert "<script>" not in page
    assert "2 marca 2026, 00:30" in page
    assert '<html lang="pl">' in page
    assert json.loads(everything.model_dump_json())["services"][0]["items"][0]["fields"]["reason"] == "<script>x</script>"
