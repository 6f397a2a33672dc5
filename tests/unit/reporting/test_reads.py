"""What reporting and activities understand of the events of others: the published examples of their owners."""

from importlib import import_module

import pytest
from pydantic_core import from_json

from services.activities.reads import READS as ACTIVITIES_READ
from services.reporting.reads import READS as REPORTING_READS
from shared.events.event import Event
from shared.events.registry import Registry

OWNERS = [import_module(f"services.{owner}.events").EVENTS for owner in ("recruitment", "activities")]
PUBLISHED = {event.__name__: event for owner in OWNERS for event in owner.published}
READ = [(reads, name) for reads in (REPORTING_READS, ACTIVITIES_READ) for name in reads.events]


@pytest.mark.parametrize(("reads", "name"), READ, ids=[f"{reads.service}: {name}" for reads, name in READ])
def test_the_published_example_of_each_event_is_understood_and_holds_every_field_that_is_read(reads: Registry, name: str):
    owned: type[Event] = PUBLISHED[name]
    published = owned.model_validate(owned.example).published_json()

    read = reads.decode(name, owned.about.version, published)
    assert set(type(read).model_fields) <= set(from_json(published))
