"""What is published is written down, complete, compatible with itself, and understood by those who read it."""

import json
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import jsonschema
import pytest

from deploy.cli.contracts import ROOT, SERVICES, generated, registry_of
from shared.events.event import Event
from shared.events.registry import Registry
from shared.events.schemas import published_schema

EVENTS = [pytest.param(event, id=event.__name__) for service in SERVICES for event in registry_of(service).events.values()]
PUBLISHED = [param for param in EVENTS if param.values[0].about.published]
SAMPLES = sorted((ROOT / "services").glob("*/contracts/samples/*/*.json"))


def test_generated_files_are_as_the_registries_say():
    differing = [path.name for path, text in generated().items() if not path.exists() or path.read_text("utf-8") != text]
    assert differing == [], "run `kladka contracts`"


@pytest.mark.parametrize("event", EVENTS)
def test_every_event_says_what_it_is(event: type[Event]):
    assert event.about.title, "a Polish title"
    assert (event.__doc__ or "").strip(), "a description"
    assert event.__doc__ != Event.__doc__
    assert isinstance(event.model_validate(event.example), event)


@pytest.mark.parametrize("event", PUBLISHED)
def test_a_published_event_is_ordered_by_a_published_field(event: type[Event]):
    assert event.about.key in event.model_fields
    assert event.about.key not in event.about.sealed | event.about.private


@pytest.mark.parametrize("event", PUBLISHED)
def test_the_published_form_fits_its_schema_and_holds_nothing_that_is_kept(event: type[Event]):
    body = json.loads(event.model_validate(event.example).published_json())
    jsonschema.validate(body, published_schema(event))
    assert not body.keys() & (event.about.sealed | event.about.private)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_frozen_sample_still_loads(path: Path):
    name, _, version = path.stem.rpartition(".v")
    service = path.parts[-5]
    if path.parent.name == "stored":
        assert registry_of(service).decode(name, int(version), path.read_bytes())
    else:
        jsonschema.validate(json.loads(path.read_bytes()), published_schema(registry_of(service).events[name]))


def readers() -> list[tuple[str, Registry]]:
    names = ["recruitment", "activities", "finance", "notifications", "reporting"]
    return [(name, import_module(f"services.{name}.reads").READS) for name in names if find_spec(f"services.{name}.reads")]


@pytest.mark.parametrize(("reader", "reads"), readers(), ids=lambda value: value if isinstance(value, str) else "")
def test_a_subscriber_understands_the_published_sample_of_everything_it_reads(reader: str, reads: Registry):
    published = {path.stem: path for path in SAMPLES if path.parent.name == "published"}
    for name, event in reads.events.items():
        sample = published[f"{name}.v{event.about.version}"]
        assert reads.decode(name, event.about.version, sample.read_bytes()), f"{reader} reads {name}"


def test_every_asyncapi_document_has_a_message_for_each_published_event():
    for service in (one for one in SERVICES if registry_of(one).published):
        document = json.loads((ROOT / "services" / service / "contracts" / "asyncapi.json").read_text("utf-8"))
        (channel,) = document["channels"].values()
        assert channel["address"] == f"kladka.{service}.v1"
        assert set(channel["messages"]) == {event.__name__ for event in registry_of(service).published}
