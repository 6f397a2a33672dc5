"""Every sealed text belongs to a project, whose end destroys its key; but for suppliers, who are the centre's."""

from importlib import import_module

import pytest

SERVICES = ("recruitment", "activities", "finance", "notifications", "reporting")
OF_THE_CENTRE = {"SupplierRegistered"}
"""Companies and sole traders, under their public names and numbers: kept as long as the centre's accounts."""
EVENTS = [event for name in SERVICES for event in import_module(f"services.{name}.main").SERVICE.events.events.values()]


@pytest.mark.parametrize("event", [one for one in EVENTS if one.about.sealed], ids=lambda event: event.__name__)
def test_a_sealed_text_belongs_to_a_project(event):
    assert ("project" in event.model_fields) is (event.__name__ not in OF_THE_CENTRE)
