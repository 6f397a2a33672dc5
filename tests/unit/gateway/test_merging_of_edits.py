"""Two people at the same data: nobody's change is lost, and only what both changed is asked about."""

import pytest

from services.gateway.pages.people.merging_of_edits import Both, merged

BEFORE = {"family_name": "Kos", "phone": "1"}


@pytest.mark.parametrize(
    ("mine", "now", "values", "both", "theirs"),
    [
        ({}, {}, {}, [], []),
        ({"phone": "2"}, {}, {"phone": "2"}, [], []),
        ({}, {"phone": "2"}, {"phone": "2"}, [], ["phone"]),
        ({"phone": "2"}, {"family_name": "Sowa"}, {"family_name": "Sowa", "phone": "2"}, [], ["family_name"]),
        ({"phone": "2"}, {"phone": "2"}, {"phone": "2"}, [], []),
        ({"phone": "2"}, {"phone": "3"}, {"phone": "2"}, [Both("phone", "1", "2", "3")], []),
    ],
)
def test_fields_are_merged(mine, now, values, both, theirs):
    found = merged(BEFORE, BEFORE | mine, BEFORE | now)
    assert (found.values, found.both, found.theirs) == (BEFORE | values, both, theirs)


def test_a_field_that_was_not_on_the_page_is_as_they_saved_it():
    assert merged({"phone": "1"}, {}, {"phone": "3"}).values == {"phone": "3"}
