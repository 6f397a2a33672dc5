"""A person of the registry: in which projects they are known and as whom, whom they stand for, where they were erased."""

from uuid import UUID

from services.recruitment.domain.identity import Capacity
from services.recruitment.domain.person_events import (
    SEALED,
    CapacityAdded,
    Entry,
    PersonCorrected,
    PersonEnteredProject,
    PersonMerged,
    PersonRegistered,
    PersonUnmerged,
    SubjectErased,
)
from services.recruitment.domain.words import Sex
from shared.events.decider import Decider
from shared.events.event import Event, Part
from shared.kernel.errors import Invalid, Refused
from shared.kernel.ids import Code

__all__ = [
    "PERSON",
    "SEALED",
    "CapacityAdded",
    "Entry",
    "Held",
    "Person",
    "PersonCorrected",
    "PersonEnteredProject",
    "PersonMerged",
    "PersonRegistered",
    "PersonUnmerged",
    "SubjectErased",
    "add_capacity",
    "check_not_erased",
    "correct",
    "merge",
    "unmerge",
]


class Held(Part):
    """A capacity in a project."""

    project: Code
    capacity: Capacity
    of: UUID | None = None


class Person(Part):
    """What decisions about a person need. `projects`: where a key lives, in the order of entry; `into`: whom they stand for."""

    projects: tuple[Code, ...] = ()
    erased: tuple[Code, ...] = ()
    capacities: tuple[Held, ...] = ()
    sex: Sex | None = None
    into: UUID | None = None


def evolve(person: Person, event: Event) -> Person:
    match event:
        case Entry():
            return person.model_copy(update=_entered(person, event))
        case CapacityAdded():
            return person.model_copy(update={"capacities": (*person.capacities, _held(event))})
        case PersonCorrected():
            return person.model_copy(update={"sex": event.sex or person.sex})
        case PersonMerged() | PersonUnmerged():
            return person.model_copy(update={"into": event.into if isinstance(event, PersonMerged) else None})
        case SubjectErased():
            return person.model_copy(update=_erased(person, event.project))
        case _:
            return person


def _entered(person: Person, event: Entry) -> dict[str, object]:
    capacities = (*person.capacities, _held(event))
    return {"projects": (*person.projects, event.project), "capacities": capacities, "sex": event.sex or person.sex}


def _erased(person: Person, project: Code) -> dict[str, object]:
    return {
        "projects": tuple(one for one in person.projects if one != project),
        "erased": (*person.erased, project),
        "capacities": tuple(held for held in person.capacities if held.project != project),
    }


def _held(event: Entry | CapacityAdded) -> Held:
    return Held(project=event.project, capacity=event.capacity, of=event.of)


PERSON = Decider("person", Person(), evolve)


def add_capacity(person: Person, added: CapacityAdded) -> list[Event]:
    """One more capacity; one that is held already adds nothing. Raises `Refused` (`erased_in_project`)."""
    check_not_erased(person, added.project)
    return [] if _held(added) in person.capacities else [added]


def correct(person: Person, correction: PersonCorrected) -> list[Event]:
    """Take a correction in. Raises `Invalid` (`nothing_to_correct`), `Refused` (`erased_in_project`)."""
    check_not_erased(person, correction.project)
    if correction.sex is None and all(getattr(correction, name) is None for name in SEALED):
        raise Invalid("nothing_to_correct", rule="a correction gives at least one value that differs from the known one")
    return [correction]


def merge(kept: Person, merged: Person, decided: PersonMerged) -> list[Event]:
    """The merged person stands for the kept one. Raises `Invalid` (`merged_with_itself`), `Refused` (`already_merged`)."""
    if decided.person == decided.into:
        raise Invalid("merged_with_itself", field="merged", rule="two different entries are merged")
    for field, person in (("merged", merged), ("kept", kept)):
        if person.into is not None:
            rule = "this entry stands for another one already: merge that one, or unmerge this first"
            raise Refused("already_merged", field=field, rule=rule, into=str(person.into))
    return [decided]


def unmerge(person: Person, decided: PersonUnmerged) -> list[Event]:
    """The person stands for itself again. Raises `Refused` (`not_merged`)."""
    if person.into is None:
        raise Refused("not_merged", field="merged", rule="this entry stands for nobody else")
    return [decided]


def check_not_erased(person: Person, project: Code) -> None:
    """Raises `Refused` (`erased_in_project`): the key is gone, and nothing may be sealed there any more."""
    if project in person.erased:
        raise erased(project)


def erased(project: Code) -> Refused:
    """What is answered when more is to be written about somebody whose key in the project is gone."""
    rule = "the person's entry in this project was erased; nothing more is written about them there"
    return Refused("erased_in_project", field="person", rule=rule, project=project)
