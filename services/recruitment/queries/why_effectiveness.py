"""Why somebody counts in the effectiveness of a project, or does not: the facts, the rule and the events behind it."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from services.recruitment.domain.application import APPLICATION
from services.recruitment.domain.effectiveness import Dimension, Measure, OutsideCode, Reading, Shortfall, Standing, verdict
from services.recruitment.domain.effectiveness_facts import PersonFacts
from services.recruitment.domain.effectiveness_sums import Category
from services.recruitment.domain.effectiveness_words import job_figures, person_figures, sentence, social_figures
from services.recruitment.domain.outcome import OUTCOME
from services.recruitment.domain.participation import PARTICIPATION
from services.recruitment.domain.participation_events import SupportReceived, SupportTakenBack
from services.recruitment.domain.words import ServiceClass
from services.recruitment.projections.as_known import facts_of_one_as_known
from services.recruitment.projections.outcome import facts_of
from services.recruitment.queries.applications import application_card
from services.recruitment.queries.effectiveness import RuleView, rule_view
from services.recruitment.queries.history import Fact, Recorded, history
from services.recruitment.rules import MINIMUM_WAGES, effectiveness_rule
from shared.events.event import Event
from shared.http.known_at import KnownAt
from shared.http.operations import Looking
from shared.kernel.clock import ClockMode
from shared.kernel.command import View
from shared.kernel.errors import Refused
from shared.kernel.ids import Code
from shared.store.transaction import business_date


class WindowView(View):
    """First and last day on which a fact counts; `closed`: the last day was over as of the day asked for."""

    since: date
    until: date
    closed: bool


class WhyDimension(View):
    """`reason`: why outside the base; `shortfall`: why in the base alone; `text` says it in Polish."""

    dimension: Dimension
    standing: Standing
    in_base: bool
    counted: bool
    reason: OutsideCode | None
    shortfall: Shortfall | None
    text: str
    considered: list[Fact] = Field(description="the job or the social progress, with what was required of it")


class WhyEffectiveness(View):
    """`category`: whose threshold the person is measured against. By the reading `all_finished`."""

    application: UUID
    project: Code
    as_of: date
    rule: RuleView
    minimum_wage_source: str
    category: Category
    window: WindowView | None = Field(description="null until participation has ended")
    facts: list[Fact]
    dimensions: list[WhyDimension]
    events: list[Recorded]


async def why_effectiveness(
    application: UUID, look: Looking, as_of: date | None = None, known_at: KnownAt = None
) -> WhyEffectiveness:
    """Explain, for each dimension, whether somebody is in the base and in the numerator, as of a day (default: today).

    Refused where the project is not measured (`effectiveness_not_measured`) and for who had not started
    (`participation_not_started`).
    """
    card, project = await application_card(look, application, "control")
    if project.effectiveness is None:
        raise Refused("effectiveness_not_measured", field="application", rule="the project measures no effectiveness")
    # A real clock sets no date, so asking for the driven one gives today's in both modes.
    day = as_of or await business_date(look.db, ClockMode.DRIVEN)
    if known_at is None:
        facts = await facts_of(look.db, application, day)
    else:
        facts = await facts_of_one_as_known(look.db, card.project, card.target_group, application, day, known_at)
    if facts is None:
        raise Refused("participation_not_started", field="application", rule="who has not started is not measured")
    rule = effectiveness_rule(project.effectiveness.version)
    measure = Measure(rule, MINIMUM_WAGES, day, Reading.ALL_FINISHED)
    streams = [of.stream(application) for of in (APPLICATION, PARTICIPATION, OUTCOME)]
    recorded = await history(look.db, streams, application)
    return WhyEffectiveness(
        application=application,
        project=card.project,
        as_of=day,
        rule=rule_view(project.effectiveness, rule),
        minimum_wage_source=f"{MINIMUM_WAGES.source} ({MINIMUM_WAGES.confidence})",
        category=Category.HARDEST if facts.hardest else Category.GENERAL,
        window=_window(facts, measure),
        facts=_facts(person_figures(facts)),
        dimensions=[_why(dimension, facts, measure) for dimension in Dimension],
        events=[one for event, one in recorded if one.on <= day and _known(one, known_at) and _matters(event)],
    )


def _known(recorded: Recorded, moment: datetime | None) -> bool:
    return moment is None or recorded.recorded_at <= moment


def _matters(event: Event) -> bool:
    """Of the supports only vocational ones decide anything here."""
    return not isinstance(event, SupportReceived | SupportTakenBack) or event.service_class is ServiceClass.VOCATIONAL


def _window(facts: PersonFacts, measure: Measure) -> WindowView | None:
    window = measure.window(facts)
    return window and WindowView(since=window.since, until=window.until, closed=measure.is_closed(window))


def _why(dimension: Dimension, facts: PersonFacts, measure: Measure) -> WhyDimension:
    found = verdict(dimension, facts, measure)
    if dimension is Dimension.SOCIAL:
        figures = social_figures(facts.social, measure)
    else:
        figures = job_figures(facts.employment, measure, disabled=facts.disabled)
    return WhyDimension(
        dimension=dimension,
        standing=found.standing,
        in_base=found.standing is not Standing.EXCLUDED,
        counted=found.standing is Standing.COUNTED,
        reason=found.reason,
        shortfall=found.shortfall,
        text=sentence(found),
        considered=_facts(figures),
    )


def _facts(figures: list[tuple[str, str]]) -> list[Fact]:
    return [Fact(label=label, value=value) for label, value in figures]
