"""Supports: what was given in a period, as known at a moment; each line of a list counts as it was last recorded until then."""

from datetime import date, datetime
from decimal import Decimal

from pydantic import Field

from services.reporting.projections.project_fact import target_groups
from services.reporting.reads import ServiceClass
from shared.kernel.command import View
from shared.store.database import Connection


class Given(View):
    """Support that was given. Absences and cancelled sessions are in none of the numbers."""

    sessions: int = Field(description="sessions somebody attended")
    attendances: int = Field(description="participants present, summed over sessions")
    participants: int = Field(description="participants, each once")
    hours: Decimal = Field(description="clock hours of support, summed over participants")


class ClassGiven(Given):
    """Support of one class of active-integration services."""

    service_class: ServiceClass


class Accompanied(View):
    """Family members who came along, summed over sessions; in no count of participants."""

    adults: int
    children: int


class Supports(View):
    """Support given from `since` to `until`, both days included."""

    project: str
    since: date
    until: date
    known_at: datetime = Field(description="facts recorded later than this are left out")
    classes: list[ClassGiven] = Field(description="classes of which something was given")
    families: Accompanied
    totals: Given


class Held(View):
    """One session that took place."""

    on: date
    title: str
    participants: int = Field(description="participants present")
    families_adults: int
    families_children: int
    hours: Decimal = Field(description="clock hours of the session, as planned")
    person_hours: Decimal = Field(description="clock hours of support, summed over participants")


KNOWN = """
WITH line AS (      -- each line of a list as it stood: a correction overrides what was recorded before
    SELECT DISTINCT ON (session, participant) * FROM support_fact
    WHERE project = $1 AND recorded_at <= $4 ORDER BY session, participant, recorded_at DESC, sequence DESC
), given AS (
    SELECT * FROM line WHERE present AND day BETWEEN $2 AND $3
), family AS (
    SELECT DISTINCT ON (session) session, adults, children FROM family_fact
    WHERE project = $1 AND recorded_at <= $4 AND day BETWEEN $2 AND $3 ORDER BY session, recorded_at DESC, sequence DESC
)
"""
GIVEN = f"""{KNOWN}
SELECT service_class, count(DISTINCT session) AS sessions, count(*) AS attendances,
       count(DISTINCT participant) AS participants, coalesce(sum(hours), 0.00) AS hours
FROM given GROUP BY GROUPING SETS ((service_class), ())
"""
FAMILIES = f"{KNOWN} SELECT coalesce(sum(adults), 0) AS adults, coalesce(sum(children), 0) AS children FROM family"
HELD = f"""{KNOWN}, present AS (
    SELECT session, count(*) AS participants, sum(hours) AS person_hours FROM given GROUP BY session
)
SELECT s.day AS "on", a.title, s.hours, coalesce(p.participants, 0) AS participants,
       coalesce(p.person_hours, 0.00) AS person_hours,
       coalesce(f.adults, 0) AS families_adults, coalesce(f.children, 0) AS families_children
FROM present p FULL JOIN family f USING (session) JOIN session_fact s USING (session) JOIN activity_fact a USING (activity)
ORDER BY s.day, a.title, session
"""


async def supports_in(db: Connection, project: str, since: date, until: date, known_at: datetime) -> Supports:
    """What was given in a period. Raises `NotFound` (`unknown_project`)."""
    await target_groups(db, project)
    given = {row["service_class"]: row for row in await db.driver.fetch(GIVEN, project, since, until, known_at)}
    families = await db.driver.fetchrow(FAMILIES, project, since, until, known_at)
    return Supports(
        project=project,
        since=since,
        until=until,
        known_at=known_at,
        classes=[ClassGiven.model_validate(dict(given[one])) for one in ServiceClass if one in given],
        families=Accompanied.model_validate(dict(families)),
        totals=Given.model_validate(dict(given[None])),
    )


async def held_in(db: Connection, project: str, since: date, until: date, known_at: datetime) -> list[Held]:
    """The sessions of a period somebody attended, by day and title."""
    rows = await db.driver.fetch(HELD, project, since, until, known_at)
    return [Held.model_validate(dict(row)) for row in rows]
