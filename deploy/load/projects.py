"""Synthetic projects: how many events become how many projects, target groups and people, one group at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from deploy.load.journal import Journal
from deploy.load.lives import Group
from services.recruitment.domain.definition import PlaceRules, ProjectDefinition
from services.recruitment.domain.places import PLACES
from services.recruitment.domain.placing import OpenGroup, decide
from services.recruitment.domain.project import PROJECT, OpenProject, ProjectOpened
from services.recruitment.domain.project import decide as decide_on_project
from services.recruitment.people.index import Digest
from shared.privacy.ring import Ring

EVENTS_OF_A_PERSON = 12.7
"""On average; some give up at once, some come to a dozen sessions."""
PEOPLE_OF_A_GROUP = 200
EVENTS_OF_A_PROJECT = 5_000
"""Where the number of projects is not given."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """So many events (a little more, whole lives only) in so many projects, drawn from a seed."""

    events: int
    projects: int
    seed: int


def groups(wanted: Wanted, ring: Ring, digest: Digest) -> Iterator[Journal]:
    """The target groups one after another, each a journal of its own; the first of a project opens it as well."""
    people = max(wanted.projects, round(wanted.events / EVENTS_OF_A_PERSON))
    first = done = 0
    for number in range(wanted.projects):
        share = people * (number + 1) // wanted.projects - people * number // wanted.projects
        for journal in _project(number, share, first, wanted.seed, ring, digest):
            yield journal
            done += len(journal.rows)
        first += share
    while done < wanted.events:  # the average is only that: what is missing becomes further projects
        number += 1
        share = max(1, min(PEOPLE_OF_A_GROUP, round((wanted.events - done) / EVENTS_OF_A_PERSON)))
        for journal in _project(number, share, first, wanted.seed, ring, digest):
            yield journal
            done += len(journal.rows)
        first += share


def _project(number: int, people: int, first: int, seed: int, ring: Ring, digest: Digest) -> Iterator[Journal]:
    sizes = _shares(people, -(-people // PEOPLE_OF_A_GROUP))
    definition = _definition(f"p{seed}-{number}", 2010 + number % 13, sizes)
    (opened,) = decide_on_project(PROJECT.initial, OpenProject(definition=definition))
    assert isinstance(opened, ProjectOpened)
    for place, size in enumerate(sizes):
        name = f"{definition.project}/{place}"
        journal = Journal(name, ring, digest, Random(name))  # noqa: S311 - repeatable, not secret
        if place == 0:
            journal.command(opened.starts_on, (journal.stream(PROJECT, definition.project), [opened]))
        group = _opened(journal, opened, place, first)
        group.play(size)
        yield journal
        first += size


def _shares(whole: int, parts: int) -> list[int]:
    return [whole * (part + 1) // parts - whole * part // parts for part in range(parts)]


def _opened(journal: Journal, project: ProjectOpened, place: int, first: int) -> Group:
    group = project.target_groups[place]
    places = journal.stream(PLACES, project.project, group.target_group)
    rules = PlaceRules(**{name: getattr(project.recruitment, name) for name in PlaceRules.model_fields})
    command = OpenGroup(project=project.project, **dict(group), rules=rules)
    journal.command(project.starts_on, (places, decide(places.state, command)))
    return Group(journal, project, places, first, project.starts_on)


def _definition(project: str, year: int, sizes: list[int]) -> ProjectDefinition:
    """A project of two and a half years; six of ten who apply find a free place."""
    return ProjectDefinition.model_validate(
        {
            "project": project,
            "title": f"Projekt próbny {project}",
            "beneficiary": "Miejski Ośrodek Pomocy Społecznej",
            "starts_on": date(year, 1, 1),
            "ends_on": date(year + 2, 6, 30),
            "programme": {"axis": "Oś 7", "action": "Działanie 7.1", "fund": "Europejski Fundusz Społeczny"},
            "value": {
                "total": "3500000.00",
                "currency": "PLN",
                "sources": [
                    {"code": "grant", "title": "dofinansowanie", "amount": "2975000.00"},
                    {"code": "own", "title": "wkład własny", "amount": "525000.00"},
                ],
            },
            "recruitment": {
                "mode": "continuous",
                "order": "order_of_applications",
                "priority_first": True,
                "offer_answer_days": 7,
                "after_refusal": "leaves",
                "premises": [{"code": code, "title": code} for code in ("art7", "homeless", "po_pz")],
                "multiple_exclusion_at_least": 2,
                "priority_groups": [],
                "exclusive": "same_support",
                "organisations": ["mops"],
            },
            "target_groups": [
                {"code": f"g{place}", "title": f"Grupa {place}", "limit": -(-size * 6 // 10)}
                for place, size in enumerate(sizes)
            ],
        }
    )
