"""What people have to do with the projects: their applications, where each stands, what is due next, and their family."""

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.recruitment.domain.dates import months_after
from services.recruitment.domain.effectiveness_rules import WINDOW_MONTHS
from services.recruitment.domain.identity import Capacity
from services.recruitment.domain.outcome import SITUATION_DAYS
from services.recruitment.domain.outcome_words import AfterLeaving
from services.recruitment.domain.words import STATUS_LABELS, ApplicationStatus
from services.recruitment.projections.caseload import cases_of
from services.recruitment.projections.merge import ids_of, resolve, resolve_all, together_with
from services.recruitment.projections.outcome import Situated
from services.recruitment.projections.person import check_reach, version_of
from services.recruitment.projections.reading import rows
from services.recruitment.queries.people import absent
from services.recruitment.rules import effectiveness_rule
from shared.http.operations import Look, Looking
from shared.kernel.clock import LocalTime
from shared.kernel.command import Command, View
from shared.kernel.ids import Code


class DueKind(StrEnum):
    """What waits for an answer or an entry."""

    MISSING_DOCUMENTS = "missing_documents"
    OFFER_ANSWER = "offer_answer"
    SITUATION_AFTER_LEAVING = "situation_after_leaving"
    OUTCOMES = "outcomes"


class Due(View):
    """Something that has a last day; `on`: that day."""

    kind: DueKind
    on: date


class Involved(View):
    """An application and what became of it. `case_worker`: an account of the staff."""

    application: UUID
    person: UUID
    project: Code
    project_title: str
    target_group: Code
    group_title: str
    status: ApplicationStatus
    status_label: str
    applied_at: LocalTime
    contract_signed_on: date | None
    started_on: date | None
    ended_on: date | None
    case_worker: UUID | None
    due: list[Due] = Field(description="what waits, the earliest last day first; a day that has passed stands too")


class Near(View):
    """Somebody who belongs to the person, or whom the person belongs to."""

    person: UUID
    project: Code
    capacity: Capacity


class Involvement(View):
    """A person in the projects. `person`: the id that all of the person's entries stand for.

    `family`: family members and guardians; `belongs_to`: whose family member or guardian the person is. `version`: also the
    ETag, to be sent as If-Match with `correct_person`.
    """

    person: UUID
    entries: list[UUID] = Field(description="entries that were merged into this one")
    today: date
    version: int
    applications: list[Involved]
    family: list[Near]
    belongs_to: list[Near]


class AskedStandings(Command):
    """Whose applications."""

    people: Annotated[list[UUID], Field(min_length=1, max_length=1000)]


class Standings(View):
    """The applications of these people, as far as the caller's account reaches, the newest first."""

    items: list[Involved]


class _Row(View):
    application: UUID
    person: UUID
    project: Code
    project_title: str
    rule_version: Code | None
    target_group: Code
    group_title: str
    status: ApplicationStatus
    applied_at: LocalTime
    complete_by: date | None
    answer_by: date | None
    contract_signed_on: date | None
    started_on: date | None
    ended_on: date | None
    situations: tuple[Situated, ...]
    employment: bool
    social: bool
    case_worker: UUID | None


APPLICATIONS = """
SELECT a.application, a.person, a.project, p.title AS project_title,
       p.effectiveness ->> 'version' AS rule_version, a.target_group,
       coalesce(g.title, a.target_group) AS group_title, a.status, a.applied_at, a.complete_by, r.answer_by, a.case_worker,
       c.contract_signed_on, c.started_on, c.ended_on, coalesce(o.situations, '[]') AS situations,
       o.employment IS NOT NULL AS employment, o.social IS NOT NULL AS social
FROM application_card a JOIN project_card p USING (project)
LEFT JOIN target_group g ON g.project = a.project AND g.target_group = a.target_group
LEFT JOIN reserve r ON r.application = a.application
LEFT JOIN participation_card c ON c.participant = a.application
LEFT JOIN outcome_card o ON o.participant = a.application
WHERE a.person = ANY($1::uuid[]) AND ($2::text[] IS NULL OR a.project = ANY($2))
ORDER BY a.applied_at DESC, a.application
"""
FAMILY = """
SELECT c.person, c.project, one ->> 'capacity' AS capacity, (one ->> 'of')::uuid AS of
FROM person_card c, jsonb_array_elements(c.capacities) one
WHERE c.project IN (SELECT project FROM person_card WHERE person = ANY($1::uuid[])) AND one ->> 'of' IS NOT NULL
  AND ($2::text[] IS NULL OR c.project = ANY($2))
  AND ((one ->> 'of')::uuid = ANY($1::uuid[]) OR c.person = ANY($1::uuid[]))
ORDER BY c.project, capacity, c.entered_at
"""


class _Belongs(View):
    person: UUID
    project: Code
    capacity: Capacity
    of: UUID


async def involvement(person: UUID, look: Looking) -> Involvement:
    """Where a person stands in each project that the caller's account reaches. Refused: `unknown_person`, `person_erased`,
    `project_out_of_scope`, `person_out_of_scope`.
    """
    reach = await check_reach(look.db, look.who, person, "person")
    ids = await ids_of(look.db, person)
    if not await look.db.driver.fetchval("SELECT true FROM person_card WHERE person = ANY($1::uuid[]) LIMIT 1", ids):
        raise await absent(look.db, person)
    version = await version_of(look.db, ids)
    look.etag(version)
    belongs = await rows(look.db, _Belongs, FAMILY, ids, _listed(reach))
    return Involvement(
        person=await resolve(look.db, person),
        entries=ids[1:],
        today=await look.today(),
        version=version,
        applications=await _involved(look, ids, reach),
        family=[Near(person=one.person, project=one.project, capacity=one.capacity) for one in belongs if one.of in ids],
        belongs_to=[Near(person=one.of, project=one.project, capacity=one.capacity) for one in belongs if one.person in ids],
    )


async def standings(asked: AskedStandings, look: Looking) -> Standings:
    """Where several people stand, for a list; under the ids that were asked for."""
    stands = await resolve_all(look.db, asked.people)
    together = await together_with(look.db, {*asked.people, *stands.values()})
    cases = await cases_of(look.db, look.who)
    found = await _involved(look, together, look.who.projects)
    found = [one for one in found if cases is None or (one.person, one.project) in cases]
    humans = await resolve_all(look.db, {one.person for one in found})
    of = {human: person for person, human in stands.items()}
    return Standings(items=[one.model_copy(update={"person": of[humans[one.person]]}) for one in found])


async def _involved(look: Look, ids: Collection[UUID], projects: Collection[Code] | None) -> list[Involved]:
    found = await rows(look.db, _Row, APPLICATIONS, list(ids), _listed(projects))
    named = Involved.model_fields.keys() - {"status_label", "due"}
    return [
        Involved(**one.model_dump(include=set(named)), status_label=STATUS_LABELS[one.status], due=sorted(_due(one), key=_on))
        for one in found
    ]


def _due(one: _Row) -> Iterator[Due]:
    """Missing documents; the offer's answer; after leaving the situation in 28 days, outcomes while their window is open."""
    if one.complete_by is not None:
        yield Due(kind=DueKind.MISSING_DOCUMENTS, on=one.complete_by)
    if one.answer_by is not None:
        yield Due(kind=DueKind.OFFER_ANSWER, on=one.answer_by)
    if one.ended_on is None:
        return
    if not one.situations or one.situations[-1].situations == (AfterLeaving.MONITORING,):
        yield Due(kind=DueKind.SITUATION_AFTER_LEAVING, on=one.ended_on + timedelta(days=SITUATION_DAYS))
    if not (one.employment and one.social):
        yield Due(kind=DueKind.OUTCOMES, on=months_after(one.ended_on, _window_months(one)))


def _window_months(one: _Row) -> int:
    return WINDOW_MONTHS if one.rule_version is None else effectiveness_rule(one.rule_version).window_months


def _on(due: Due) -> date:
    return due.on


def _listed(projects: Collection[Code] | None) -> list[Code] | None:
    return None if projects is None else sorted(projects)
