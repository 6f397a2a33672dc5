"""What waits for case workers, by its last day: offers, assessments, missing documents, places, contracts, and the deadlines
of leavers.

Where an application is and until when, and which evidence is missing: looking at that is in the access log. Names are asked
for with `persons`.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import Field

from services.recruitment.access_log import record
from services.recruitment.domain.outcome import SITUATION_DAYS
from services.recruitment.domain.participation import FINISHED
from services.recruitment.domain.words import EndReason
from services.recruitment.projections.caseload import cases_of, columns
from services.recruitment.projections.project import find_project
from services.recruitment.projections.reading import rows
from services.recruitment.rules import EFFECTIVENESS
from shared.http.operations import Look, Looking
from shared.kernel.command import View
from shared.kernel.ids import Code


class DueKind(StrEnum):
    """What is to be done.

    `assessment`: an application was submitted. `documents`: evidence is missing, the applicant was called on to complete the
    application. `place`: it was found eligible, nobody asked for a place. `contract`: somebody has a place and no contract.
    `situation`: 28 days for the situation after leaving. `effects`: the window in which a job or social progress counts is
    still open, and one of them is not confirmed.
    """

    OFFER = "offer"
    ASSESSMENT = "assessment"
    DOCUMENTS = "documents"
    PLACE = "place"
    CONTRACT = "contract"
    SITUATION = "situation"
    EFFECTS = "effects"


class Due(View):
    """Something that waits. `application` is also the participant; `missing`: criteria that evidence is owed for."""

    kind: DueKind
    project: Code
    target_group: Code
    application: UUID
    person: UUID
    due_on: date | None = Field(description="the last day; null: no rule names one")
    since: date | None = Field(description="the day it began to wait, where the list knows it")
    days_left: int | None = Field(description="until the last day, negative when it has passed")
    missing: tuple[Code, ...]


class DueCount(View):
    """How many of a kind wait."""

    kind: DueKind
    count: int
    overdue: int


class DueList(View):
    """What waits, what is due first comes first, what has no last day after it; `counts` are of all, not of the page."""

    today: date
    counts: list[DueCount]
    items: list[Due]


WAITS = """
WITH measured AS (
    SELECT p.project, rule.months FROM project_card p
    JOIN unnest($3::text[], $4::integer[]) AS rule (version, months) ON rule.version = p.effectiveness ->> 'version'
), waits AS (
    SELECT 'offer' AS kind, a.project, a.target_group, application, a.person, r.answer_by AS due_on, NULL::date AS since,
           '[]'::jsonb AS missing
    FROM reserve r JOIN application_card a USING (application) WHERE r.state = 'offered'
    UNION ALL
    SELECT CASE status WHEN 'submitted' THEN 'assessment' WHEN 'incomplete' THEN 'documents' ELSE 'place' END, project,
           target_group, application, person, complete_by,
           CASE WHEN status <> 'incomplete' THEN applied_at::date END, missing
    FROM application_card WHERE is_open AND status IN ('submitted', 'incomplete', 'eligible')
    UNION ALL
    SELECT 'contract', p.project, p.target_group, participant, p.person, NULL, NULL, '[]'
    FROM participation_card p JOIN application_card a ON a.application = p.participant
    WHERE p.contract_signed_on IS NULL AND NOT p.released AND a.is_open
    UNION ALL
    SELECT 'situation', p.project, p.target_group, participant, p.person, p.ended_on + $5::integer, p.ended_on, '[]'
    FROM participation_card p LEFT JOIN outcome_card o USING (participant)
    WHERE p.ended_on IS NOT NULL AND p.end_reason <> $6
      AND (coalesce(o.situations, '[]') = '[]' OR o.situations -> -1 -> 'situations' ? 'monitoring')
    UNION ALL
    SELECT 'effects', p.project, p.target_group, participant, p.person,
           (p.ended_on + make_interval(months => m.months))::date, p.ended_on, '[]'
    FROM participation_card p JOIN measured m ON m.project = p.project LEFT JOIN outcome_card o USING (participant)
    WHERE p.ended_on + make_interval(months => m.months) >= $2::date
      AND (p.along_path OR p.end_reason = ANY($7)) AND (o.employment IS NULL OR o.social IS NULL)
), mine AS (
    SELECT * FROM waits WHERE ($1::text[] IS NULL OR project = ANY($1))
      AND ($8::uuid[] IS NULL OR (person, project) IN (SELECT * FROM unnest($8::uuid[], $9::text[])))
)
"""
"""Death ends what could be asked; only who finished is measured (decision D22), up to the last day of the window (D24)."""
COUNTS = f"{WAITS} SELECT kind, count(*) AS count, count(*) FILTER (WHERE due_on < $2) AS overdue FROM mine GROUP BY kind"
ITEMS = f"""
{WAITS} SELECT mine.*, due_on - $2::date AS days_left FROM mine WHERE $10::text IS NULL OR kind = $10
ORDER BY due_on NULLS LAST, since NULLS LAST, application LIMIT $11
"""


async def due(
    look: Looking,
    project: Annotated[Code | None, Query(description="only of this one")] = None,
    only: Annotated[DueKind | None, Query(description="only of this kind; the counts stay whole")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> DueList:
    """What waits for case workers, of the people that the caller's account reaches. Refused: `unknown_project`."""
    today = await look.today()
    projects, cases = await _reached(look, project), columns(await cases_of(look.db, look.who))
    asked = (projects, today, *_rules(), SITUATION_DAYS, EndReason.DEATH, sorted(FINISHED), *cases)
    found = {one.kind: one for one in await rows(look.db, DueCount, COUNTS, *asked)}
    items = await rows(look.db, Due, ITEMS, *asked, only, limit)
    await _log(look, [one for one in items if one.missing])
    return DueList(today=today, counts=[found[one] for one in DueKind if one in found], items=items)


async def _log(look: Look, owing: list[Due]) -> None:
    """Whose missing evidence is told, project by project."""
    for project in sorted({one.project for one in owing}):
        people = [one.person for one in owing if one.project == project]
        await record(look, people=people, fields=["missing"], purpose="casework", project=project)


async def _reached(look: Look, project: Code | None) -> list[Code] | None:
    """The projects to look in; None: all."""
    if project is not None:
        return [(await find_project(look.db, look.who, project)).project]
    return None if look.who.projects is None else sorted(look.who.projects)


def _rules() -> tuple[list[str], list[int]]:
    """Each version of the rule with the months of its window."""
    return list(EFFECTIVENESS), [rule.window_months for rule in EFFECTIVENESS.values()]
