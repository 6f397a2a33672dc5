"""Events: what may leave is decided by types, and a bare text cannot even be written down."""

from typing import Any, ClassVar

import pytest

from shared.events.event import Event, Part, Private, PublicText, Sealed
from shared.kernel.ids import Code


def make(**fields: Any) -> type[Event]:
    return type("Made", (Event,), {"__annotations__": {"project": Code, **fields}, "__module__": __name__})


@pytest.mark.parametrize("bare", [str, str | None, list[str], tuple[str, ...], dict[Code, str]])
def test_a_bare_text_is_refused_wherever_it_hides(bare):
    with pytest.raises(TypeError, match=r"Made\.words is a bare str"):
        make(words=bare)


def test_a_bare_text_inside_a_part_is_refused():
    class Inner(Part):
        words: str

    with pytest.raises(TypeError, match=r"Made\.inner\.words is a bare str"):
        make(inner=Inner)


@pytest.mark.parametrize("said", [Sealed, Sealed | None, Private[str], PublicText, Code, tuple[PublicText, ...]])
def test_a_text_that_says_how_it_may_travel_is_accepted(said):
    assert make(words=said).model_fields["words"]


def test_a_clear_text_shows_in_no_representation_and_cannot_be_written():
    class Named(Event, title="Nazwano"):
        """Named."""

        example: ClassVar = {}
        project: Code
        name: Sealed

    event = Named(project="p", name=Sealed.of("Anna Kowalska"))
    assert "Anna" not in repr(event) + str(event)
    with pytest.raises(ValueError, match="must be sealed") as fault:
        event.stored_json()
    assert "Anna" not in str(fault.value)


def test_the_business_date_is_the_named_field_or_the_day_of_recording():
    from datetime import date

    class Done(Event, title="Zrobiono", effective="on"):
        """Done."""

        example: ClassVar = {}
        project: Code
        on: date | None

    recorded = date(2021, 5, 1)
    assert Done(project="p", on=date(2021, 4, 2)).effective_on(recorded) == date(2021, 4, 2)
    assert Done(project="p", on=None).effective_on(recorded) == recorded
