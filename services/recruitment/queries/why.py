"""Why somebody stands where they stand: facts of the form, the rule, who is ahead and why, and the events behind it."""

from uuid import UUID

from pydantic import Field

from services.recruitment.domain.application import APPLICATION, ApplicationSubmitted, form_situation
from services.recruitment.domain.definition import PlaceRules
from services.recruitment.domain.explain import Rule, order_of, rule_of, why_ahead
from services.recruitment.domain.participation import PARTICIPATION
from services.recruitment.domain.places import PLACES
from services.recruitment.domain.priority import priority_groups
from services.recruitment.domain.words import DEGREE_LABELS, STATUS_LABELS, ApplicationStatus
from services.recruitment.projections.application import ApplicationCard
from services.recruitment.projections.caseload import applications_reached
from services.recruitment.projections.project import ProjectCard
from services.recruitment.projections.reserve import Entry, Group, State, in_order
from services.recruitment.queries.applications import application_card
from services.recruitment.queries.history import Fact, Recorded, history
from services.recruitment.queries.projects import group_card
from services.recruitment.roles import sees_situation
from shared.events.event import Event
from shared.http.operations import Looking
from shared.kernel.command import View
from shared.kernel.ids import Code

APPLIED = "chwila zgłoszenia"


class Ahead(View):
    """Somebody on a better place of the list."""

    application: UUID
    place: int
    why: str | None = Field(description="null: it is withheld")


class WhyThisPlace(View):
    """`place` is None for who is not on the list; `order` is what is compared, the weightiest first.

    `withheld`: parts that are told to case workers alone: of the facts what tells of somebody's situation, and why others
    are ahead; an account of own cases sees these alone ahead.
    """

    application: UUID
    target_group: Code
    status: ApplicationStatus
    status_label: str
    place: int | None
    order: list[str]
    facts: list[Fact]
    rule: Rule
    ahead: list[Ahead]
    withheld: tuple[Code, ...]
    events: list[Recorded]


async def why_this_place(application: UUID, look: Looking) -> WhyThisPlace:
    """Explain an application's place: its facts, the rule of the order, everybody ahead and why, the events."""
    card, project = await application_card(look, application, "recruitment")
    rules = (await group_card(look, card.project, card.target_group)).rules
    entries = await in_order(look.db, Group(project=card.project, target_group=card.target_group), rules)
    place = next((place for place, entry in enumerate(entries, 1) if entry.application == application), None)
    recorded = await history(look.db, _streams(card), application)
    openly = sees_situation(look.who)
    reached = await applications_reached(look.db, look.who, card.project)
    facts = _facts(project, [event for event, _ in recorded])
    ahead = _ahead(rules, entries[:place], openly=openly) if place else []
    return WhyThisPlace(
        application=application,
        target_group=card.target_group,
        status=card.status,
        status_label=STATUS_LABELS[card.status],
        place=place,
        order=order_of(rules),
        facts=facts if openly else [fact for fact in facts if fact.label == APPLIED],
        rule=rule_of(rules),
        ahead=[one for one in ahead if reached is None or one.application in reached],
        withheld=_withheld(openly=openly, alone=reached is not None),
        events=[one for _, one in recorded],
    )


def _withheld(*, openly: bool, alone: bool) -> tuple[Code, ...]:
    if not openly:
        return ("facts", "ahead")
    return ("ahead",) if alone else ()


def _facts(project: ProjectCard, events: list[Event]) -> list[Fact]:
    form = next(event for event in events if isinstance(event, ApplicationSubmitted))
    situation = form_situation(form)
    premises = [premise.title for premise in project.recruitment.premises if premise.code in situation.premises]
    priority = priority_groups(project.recruitment, situation)
    groups = [group.title for group in project.recruitment.priority_groups if group.code in priority]
    return [
        Fact(label=APPLIED, value=f"{form.applied_at:%Y-%m-%d %H:%M}"),
        Fact(label="liczba przesłanek", value=str(len(premises))),
        Fact(label="przesłanki", value="; ".join(premises) or "brak"),
        Fact(label="stopień niepełnosprawności", value=DEGREE_LABELS[form.disability_degree]),
        Fact(label="grupa priorytetowa", value="; ".join(groups) or "nie"),
    ]


def _ahead(rules: PlaceRules, until_me: list[Entry], *, openly: bool) -> list[Ahead]:
    *others, me = until_me
    return [
        Ahead(application=other.application, place=place, why=_why(rules, other, me) if openly else None)
        for place, other in enumerate(others, 1)
    ]


def _why(rules: PlaceRules, other: Entry, me: Entry) -> str:
    if other.state is State.OFFERED:
        return "zaproponowano już wolne miejsce"
    return why_ahead(rules, other, me)


def _streams(card: ApplicationCard) -> list[str]:
    """The application's own streams and its group's."""
    return [
        APPLICATION.stream(card.application),
        PARTICIPATION.stream(card.application),
        PLACES.stream(card.project, card.target_group),
    ]
