"""The definition of a project, as an operator writes it in `deploy/projects/*.yaml`; unknown fields are refused."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from services.recruitment.domain.dates import Period
from shared.events.event import Part, PublicText
from shared.kernel.ids import Code
from shared.kernel.money import Zloty

Days = Annotated[int, Field(ge=1, le=365)]
COMPLETION_DAYS = 7
"""Calendar days in which an applicant hands in missing evidence, unless the definition says (an assumption: 3 to 7 working
days are usual)."""
Limit = Annotated[int, Field(ge=0, le=5_000)]
"""Places of one group; 5 000 is the bound that one stream of a group is built for."""


class Mode(StrEnum):
    """How people are taken on. `continuous`: all the time, as places and applications come."""

    CONTINUOUS = "continuous"


class Order(StrEnum):
    """What the reserve list is ordered by (decision D1)."""

    ORDER_OF_APPLICATIONS = "order_of_applications"


class AfterRefusal(StrEnum):
    """What becomes of somebody who refuses an offer or lets it expire (decision D5)."""

    LEAVES = "leaves"
    GOES_LAST = "goes_last"


class Exclusive(StrEnum):
    """What may not be had twice (decision D16).

    `same_support`: a second project is allowed, the same support is not; the person declares it. The kinds of support
    themselves are not compared yet.
    """

    SAME_SUPPORT = "same_support"
    ANY_PROJECT = "any_project"


class PriorityCode(StrEnum):
    """The priority groups whose rules are known (announcement of "Góra pomocy 3", letters a, b and c)."""

    MULTIPLE_EXCLUSION = "multiple_exclusion"
    MODERATE_OR_SEVERE_DISABILITY = "moderate_or_severe_disability"
    COUPLED_OR_MENTAL_DISABILITY = "coupled_or_mental_disability"


class Programme(Part):
    """The programme that pays."""

    axis: PublicText
    action: PublicText
    fund: PublicText


class Source(Part):
    """A source of financing; `grant` is the one whose share of the total is the rate of the grant."""

    code: Code
    title: PublicText
    amount: Zloty


class Value(Part):
    """What the project costs, and who pays how much of it."""

    total: Zloty
    currency: Literal["PLN"]
    sources: tuple[Source, ...]


class Partner(Part):
    """An organisation that carries the project together with the centre."""

    code: Code
    title: PublicText


class Premise(Part):
    """A reason of exclusion on the project's own list."""

    code: Code
    title: PublicText


class PriorityGroup(Part):
    """People whom the project takes first."""

    code: PriorityCode
    title: PublicText


class PlaceRules(Part):
    """How the places of a group are given: all that its decisions need.

    `offer_answer_days`: calendar days an offer stays open. `replacement_until`: the last day on which a leaver's place
    is offered on (decision D9; None in a definition: three months before the project's end).
    """

    order: Order
    priority_first: bool
    offer_answer_days: Days
    after_refusal: AfterRefusal
    replacement_until: date | None = None


class RecruitmentRules(PlaceRules):
    """How people are recruited. `min_age`: completed years; None: no limit."""

    mode: Mode
    premises: tuple[Premise, ...]
    multiple_exclusion_at_least: int = Field(ge=2)
    priority_groups: tuple[PriorityGroup, ...]
    min_age: int | None = Field(default=None, ge=0, le=100)
    exclusive: Exclusive


class Recruitment(RecruitmentRules):
    """The rules, the organisations whose workers recruit, and how long a call to complete an application stays open."""

    organisations: tuple[Code, ...]
    completion_days: Days = COMPLETION_DAYS


class TargetGroup(Part):
    """A group of people with places of its own."""

    code: Code
    title: PublicText
    limit: Limit


class Effectiveness(Part):
    """How the effectiveness of the project is measured (decision D28): the version of the rule, and what it is called."""

    version: Code
    name: PublicText


class ProjectDefinition(Part):
    """A project as it is announced. Amounts in PLN; days are dates in Poland, the first and the last included."""

    project: Code
    title: PublicText
    beneficiary: PublicText
    starts_on: date
    ends_on: date
    programme: Programme
    value: Value
    partners: tuple[Partner, ...] = ()
    recruitment: Recruitment
    target_groups: tuple[TargetGroup, ...]
    effectiveness: Effectiveness | None = None
    """None: the project is not measured."""

    @property
    def period(self) -> Period:
        return Period(starts_on=self.starts_on, ends_on=self.ends_on)
