"""Why somebody stands where they stand: facts of the form, the rule, who is ahead and why, and the events behind it."""

from datetime import date, datetime
from uuid import UUID

from services.recruitment.domain.application import APPLICATION, ApplicationSubmitted, form_situation
from services.recruitment.domain.definition import PlaceRules
from services.recruitment.domain.explain import Rule, order_of, rule_of, why_ahead
from services.recruitment.domain.participation import PARTICIPATION
from services.recruitment.domain.places import PLACES
from services.recruitment.domain.priority import priority_groups
from services.recruitment.domain.words import DEGREE_LABELS, STATUS_LABELS, ApplicationStatus
from services.recruitment.events import EVENTS
from services.recruitment.projections.application import ApplicationCard
from services.recruitment.projections.project import ProjectCard
from services.recruitment.projections.reserve import Entry, Group, State, in_order
from services.recruitment.queries.applications import application_card
from services.recruitment.queries.projects import group_card
from shared.events.event import Event
from shared.http.operations import Looking
from shared.kernel.command import View
from shared.kernel.ids import Code
from shared.store.database import Connection


class Fact(View):
    """Something the order or the worker looked at; words for people, in Polish."""

    label: str
    value: str


class Ahead(View):
    """Somebody on a better place of the list."""

    application: UUID
    place: int
    why: str


class Recorded(View):
    """An event that led here: business date and the time it was recorded."""

    event: str
    title: str
    on: date
    recorded_at: datetime


class WhyThisPlace(View):
    """`place` is None for who is not on the list; `order` is what is compared, the weightiest first."""

    application: UUID
    target_group: Code
    status: ApplicationStatus
    status_label: str
    place: int | None
    order: list[str]
    facts: list[Fact]
    rule: Rule
    ahead: list[Ahead]
    events: list[Recorded]


async def why_this_place(application: UUID, look: Looking) -> WhyThisPlace:
    """Explain an application's place: its facts, the rule of the order, everybody ahead and why, the events."""
    card, project = await application_card(look, application)
    rules = (await group_card(look, card.project, card.target_group)).rules
    entries = await in_order(look.db, Group(project=card.project, target_group=card.target_group), rules)
    place = next((place for place, entry in enumerate(entries, 1) if entry.application == application), None)
    history = await _history(look.db, card)
    return WhyThisPlace(
        application=application,
        target_group=card.target_group,
        status=card.status,
        status_label=STATUS_LABELS[card.status],
        place=place,
        order=order_of(rules),
        facts=_facts(project, [event for event, _ in history]),
        rule=rule_of(rules),
        ahead=_ahead(rules, entries[:place]) if place else [],
        events=[recorded for _, recorded in history],
    )


def _facts(project: ProjectCard, events: list[Event]) -> list[Fact]:
    form = next(event for event in events if isinstance(event, ApplicationSubmitted))
    situation = form_situation(form)
    premises = [premise.title for premise in project.recruitment.premises if premise.code in situation.premises]
    priority = priority_groups(project.recruitment, situation)
    groups = [group.title for group in project.recruitment.priority_groups if group.code in priority]
    return [
        Fact(label="chwila zgłoszenia", value=f"{form.applied_at:%Y-%m-%d %H:%M}"),
        Fact(label="liczba przesłanek", value=str(len(premises))),
        Fact(label="przesłanki", value="; ".join(premises) or "brak"),
        Fact(label="stopień niepełnosprawności", value=DEGREE_LABELS[form.disability_degree]),
        Fact(label="grupa priorytetowa", value="; ".join(groups) or "nie"),
    ]


def _ahead(rules: PlaceRules, until_me: list[Entry]) -> list[Ahead]:
    *others, me = until_me
    return [
        Ahead(application=other.application, place=place, why=_why(rules, other, me)) for place, other in enumerate(others, 1)
    ]


def _why(rules: PlaceRules, other: Entry, me: Entry) -> str:
    if other.state is State.OFFERED:
        return "zaproponowano już wolne miejsce"
    return why_ahead(rules, other, me)


HISTORY = """
SELECT name, schema_version, data::text AS data, effective_on, recorded_at FROM event
WHERE stream_id = ANY($1::text[]) AND $2 IN (data ->> 'application', data ->> 'participant') ORDER BY position
"""


async def _history(db: Connection, card: ApplicationCard) -> list[tuple[Event, Recorded]]:
    """The events about this application, oldest first, from its own streams and its group's."""
    streams = [
        APPLICATION.stream(card.application),
        PARTICIPATION.stream(card.application),
        PLACES.stream(card.project, card.target_group),
    ]
    history = []
    for row in await db.driver.fetch(HISTORY, streams, str(card.application)):
        event = EVENTS.decode(row["name"], row["schema_version"], row["data"])
        on, recorded_at = row["effective_on"], row["recorded_at"]
        recorded = Recorded(event=row["name"], title=event.about.title, on=on, recorded_at=recorded_at)
        history.append((event, recorded))
    return history
