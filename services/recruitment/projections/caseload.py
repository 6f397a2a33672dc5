"""Caseloads: whom an account with one reaches, in which project; everybody else reaches everybody of their projects.

A case is a person in a project: who applied there with this account as case worker (or was recruited by its organisation),
under every id of the person, and their family members and guardians, as far as these are no applicants themselves.
"""

from collections.abc import Collection
from uuid import UUID

from services.recruitment.projections.merge import ids_of
from services.recruitment.projections.project import ProjectCard, find_project
from shared.http.scope import person_out_of_scope
from shared.kernel.caseload import Caseload
from shared.kernel.ids import Code
from shared.store.database import Connection
from shared.store.transaction import Who

Cases = frozenset[tuple[UUID, Code]]
"""People in projects."""
CASES = """
WITH RECURSIVE client (project, person) AS (
    SELECT project, person FROM application_card
    WHERE (case_worker = $1 OR recruited_by = $3) AND ($2::text[] IS NULL OR project = ANY($2))
    UNION
    SELECT c.project, one FROM client c JOIN person_merge m ON c.person IN (m.person, m.into_person),
           LATERAL (VALUES (m.person), (m.into_person)) AS both_ids (one)
)
SELECT person, project FROM client
UNION
SELECT k.person, k.project FROM client c JOIN person_card k
    ON k.project = c.project AND k.capacities @> jsonb_build_array(jsonb_build_object('of', c.person))
WHERE NOT EXISTS (SELECT FROM application_card a WHERE a.person = k.person AND a.project = k.project)
  AND NOT EXISTS (SELECT FROM person_merge m WHERE k.person IN (m.person, m.into_person))
"""
"""A family member who was merged may be somebody's case under another id, so one is reached only as an entry of its own."""


async def cases_of(db: Connection, who: Who) -> Cases | None:
    """Everybody the account reaches, under every id; None: everybody of its projects."""
    if who.caseload is Caseload.EVERYBODY:
        return None
    projects = None if who.projects is None else sorted(who.projects)
    organisation = who.organisation.casefold() if who.caseload is Caseload.ORGANISATION else None
    rows = await db.driver.fetch(CASES, who.actor, projects, organisation)
    return frozenset((row["person"], row["project"]) for row in rows)


def columns(cases: Cases | None) -> tuple[list[UUID], list[Code]] | tuple[None, None]:
    """People and projects, for `unnest`."""
    if cases is None:
        return None, None
    listed = sorted(cases)
    return [person for person, _ in listed], [project for _, project in listed]


async def people_reached(db: Connection, who: Who, project: Code) -> list[UUID] | None:
    """Whom of a project the account reaches; None: everybody."""
    cases = await cases_of(db, who)
    return None if cases is None else sorted(person for person, where in cases if where == project)


APPLICATIONS = "SELECT application FROM application_card WHERE project = $1 AND person = ANY($2::uuid[])"


async def applications_reached(db: Connection, who: Who, project: Code) -> frozenset[UUID] | None:
    """The applications of those people; None: all."""
    people = await people_reached(db, who, project)
    if people is None:
        return None
    return frozenset(row["application"] for row in await db.driver.fetch(APPLICATIONS, project, people))


async def reach_of(db: Connection, who: Who, person: UUID) -> frozenset[Code] | None:
    """The projects in which the account reaches somebody; None: all of them."""
    cases = await cases_of(db, who)
    if cases is None:
        return who.projects
    ids = set(await ids_of(db, person))
    return frozenset(project for one, project in cases if one in ids)


async def reached_among(db: Connection, who: Who, people: Collection[UUID], project: Code) -> list[UUID]:
    """Those of the people whom the account reaches in a project, in their order."""
    reached = await people_reached(db, who, project)
    known = set(people if reached is None else reached)
    return [one for one in people if one in known]


async def check_cases(db: Connection, who: Who, project: Code, people: Collection[UUID], field: str) -> None:
    """May this account reach all of these people in a project that it reaches? Raises `Forbidden` (`person_out_of_scope`)."""
    reached = await people_reached(db, who, project)
    if reached is not None and not set(reached).issuperset(people):
        raise person_out_of_scope(field)


async def project_of_case(db: Connection, who: Who, project: Code, person: UUID) -> ProjectCard:
    """The project of somebody's application, if the account reaches both.

    Raises `Forbidden` (`project_out_of_scope`, `person_out_of_scope`).
    """
    found = await find_project(db, who, project)
    await check_cases(db, who, project, [person], "application")
    return found
