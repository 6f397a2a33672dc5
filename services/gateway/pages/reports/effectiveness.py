"""Effectiveness of a project on a day: both dimensions in both readings, who counts and who does not, and why."""

import asyncio
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from fastapi import APIRouter, Response

from services.gateway.pages.asking import Read, ask, search
from services.gateway.pages.drawing import draw
from services.gateway.pages.form import Form
from services.gateway.pages.reports.charts import effectiveness_chart
from services.gateway.pages.reports.pages import project_of
from services.gateway.pages.reports.period import asked_in, moment_of
from services.gateway.pages.reports.report import Dimension, Effectiveness
from services.gateway.pages.says import errors_of
from services.gateway.pages.visit import SignedIn, Visit
from shared.kernel.errors import Invalid

router = APIRouter()
READINGS = ("all_finished", "closed_windows")
PURPOSE = "report_to_authority"
NAMES = "persons"
ALL = 500
MOST_NAMES = 1000
"""Names that may be asked for at once."""


class Participant(Read):
    """Whom a place was given to; `person` is whom to ask the registry for."""

    participant: UUID
    person: UUID
    target_group: str
    started_on: date | None
    ended_on: date | None


class Participants(Read):
    """A page of participants."""

    items: tuple[Participant, ...]
    cursor: UUID | None


class Named(Read):
    """A name of the registry."""

    person: UUID
    given_name: str
    family_name: str


class Names(Read):
    """Names of people."""

    items: tuple[Named, ...]


class Standing(NamedTuple):
    """Where somebody stands; `reason`: why outside the base."""

    participant: UUID
    standing: str
    reason: str | None


async def participants_of(visit: Visit, project: str) -> list[Participant]:
    """Everybody who ever took a place."""
    found: list[Participant] = []
    cursor: UUID | None = None
    while True:
        page = await ask(visit, "participants", Participants, project=project, limit=ALL, cursor=cursor)
        found.extend(page.items)
        cursor = page.cursor
        if cursor is None:
            return found


async def names_of_participants(visit: Visit, project: str, people: set[UUID]) -> Mapping[UUID, str]:
    """The names of these participants; the reading is logged with its purpose."""
    persons = {one.participant: one.person for one in await participants_of(visit, project) if one.participant in people}
    if not persons:
        return {}
    listed, names = sorted(set(persons.values())), dict[UUID, str]()
    for first in range(0, len(listed), MOST_NAMES):
        asked = {"people": listed[first : first + MOST_NAMES], "purpose": PURPOSE, "project": project}
        answer = await search(visit, NAMES, Names, **asked)
        names |= {one.person: f"{one.family_name} {one.given_name}" for one in answer.items}
    return {participant: names[person] for participant, person in persons.items() if person in names}


def standings(dimension: Dimension) -> list[Standing]:
    """Who counts, who is in the base alone, and who stands outside it; nobody where people are not shown one by one."""
    counted = set(dimension.counted or ())
    inside = [Standing(one, "counted" if one in counted else "in_base", None) for one in dimension.base or ()]
    inside.sort(key=lambda one: one.standing)
    return inside + [Standing(one.participant, "excluded", one.reason) for one in dimension.excluded or ()]


@router.get("/projects/{project}/effectiveness")
async def effectiveness_page(visit: SignedIn, project: str) -> Response:
    """Numerators, bases, thresholds and verdicts on a day, with the lists for who may see people one by one."""
    form, known = asked_in(visit), await project_of(visit, project)
    try:
        moment = await moment_of(form, visit)
    except Invalid as no:
        errors = errors_of(no, visit.language)
        shown = {"project": known, "readings": [], "moment": None, "lists": [], "names": {}, "named": False}
        return draw(visit, "reports/effectiveness.html", no.status, errors=errors, typed=form.typed, **shown)
    asked = (ask(visit, "effectiveness", Effectiveness, project=project, reading=one, **moment.asked) for one in READINGS)
    found = await asyncio.gather(*asked)
    chosen = found[READINGS.index(_reading(form))]
    lists = [(one, standings(one)) for one in chosen.dimensions if one.base is not None]
    named = form.text("named") == "yes" and visit.may(NAMES)
    everybody = {one.participant for _, rows in lists for one in rows}
    return draw(
        visit,
        "reports/effectiveness.html",
        project=known,
        moment=moment,
        readings=[(one, [(part, effectiveness_chart(part)) for part in one.dimensions]) for one in found],
        reading=chosen.reading,
        lists=lists,
        named=named,
        names=await names_of_participants(visit, project, everybody) if named else {},
    )


def _reading(form: Form) -> str:
    return form.text("reading") if form.text("reading") in READINGS else READINGS[0]


class Fact(Read):
    """What was looked at, in Polish words."""

    label: str
    value: str


class Recorded(Read):
    """An event that led here."""

    title: str
    on: date
    recorded_at: datetime


class Window(Read):
    """Days on which a fact counts."""

    since: date
    until: date
    closed: bool


class WhyRule(Read):
    """The rule that was applied."""

    name: str
    version: str
    source: str
    confidence: str


class WhyDimension(Read):
    """One dimension of one person; `text` says in Polish where they stand."""

    dimension: str
    standing: str
    text: str
    considered: tuple[Fact, ...]


class Why(Read):
    """Why somebody counts, or does not."""

    application: UUID
    project: str
    as_of: date
    rule: WhyRule
    category: str
    window: Window | None
    facts: tuple[Fact, ...]
    dimensions: tuple[WhyDimension, ...]
    events: tuple[Recorded, ...]


@router.get("/projects/{project}/effectiveness/{participant}")
async def why_page(visit: SignedIn, project: str, participant: UUID) -> Response:
    """The facts, the rule and the events behind one person's place in the measure."""
    moment = await moment_of(asked_in(visit), visit)
    why = await ask(visit, "why_effectiveness", Why, application=participant, **moment.asked)
    shown: dict[str, Any] = {"project": await project_of(visit, project), "why": why, "moment": moment}
    return draw(visit, "reports/why_effectiveness.html", **shown)
