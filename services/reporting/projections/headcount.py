"""Headcounts: who took part on a day, as known at a moment; a pure question to the facts of participation.

A person counts from the first to the last day of support, both included, and in each stretch of participation anew
(decisions D17, D18). Contracts, everybody ever supported and places taken stand beside the headcount, never in it.
"""

from datetime import date, datetime

from pydantic import Field

from services.reporting.projections.project_fact import target_groups
from shared.kernel.command import View
from shared.store.database import Connection


class People(View):
    """Persons, each once, by sex as the PESEL number says it at the moment of knowledge."""

    persons: int
    women: int
    men: int


class GroupHeadcount(People):
    """The headcount of one target group."""

    target_group: str


class Headcount(People):
    """Persons whose participation had started and not ended on the day asked for."""

    project: str
    as_of: date
    known_at: datetime = Field(description="facts recorded later than this are left out")
    target_groups: list[GroupHeadcount]
    ever_supported: People = Field(description="persons whose participation had started until the day; does not shrink")
    contracts: People = Field(description="persons whose contract was signed until the day")
    places_taken: int = Field(description="recruited until the day, less places released until the day")


KNOWN = """
WITH fact AS (
    SELECT * FROM participation_fact WHERE project = $1 AND recorded_at <= $3
), place AS MATERIALIZED (
    SELECT DISTINCT ON (participant) participant, person, target_group FROM fact
    WHERE kind = 'recruited' ORDER BY participant, recorded_at DESC, sequence DESC
), sex AS MATERIALIZED (
    SELECT DISTINCT ON (person) person, sex FROM fact
    WHERE sex IS NOT NULL ORDER BY person, recorded_at DESC, sequence DESC
), who AS MATERIALIZED (
    SELECT place.participant, person, sex.sex, place.target_group FROM place JOIN sex USING (person)
), numbered AS (    -- a stretch is numbered by the ends that lie before its days; a correction goes by the start it replaces
    SELECT participant, kind, day, recorded_at, sequence,
           count(*) FILTER (WHERE kind = 'ended') OVER (PARTITION BY participant ORDER BY coalesce(previous, day)
                                                        RANGE BETWEEN UNBOUNDED PRECEDING AND '1 day' PRECEDING) AS stretch
    FROM fact WHERE kind IN ('started', 'start_corrected', 'ended')
), stretch AS MATERIALIZED (     -- the start recorded last counts, also when it says that there was none (NULL)
    SELECT participant,
           (array_agg(day ORDER BY recorded_at DESC, sequence DESC) FILTER (WHERE kind <> 'ended'))[1] AS started_on,
           (array_agg(day ORDER BY recorded_at DESC, sequence DESC) FILTER (WHERE kind = 'ended'))[1] AS ended_on
    FROM numbered GROUP BY participant, stretch
)
"""
PEOPLE = """
count(DISTINCT who.person) AS persons,
count(DISTINCT who.person) FILTER (WHERE who.sex = 'female') AS women,
count(DISTINCT who.person) FILTER (WHERE who.sex = 'male') AS men
"""

PRESENT = f"""{KNOWN}
SELECT who.target_group, {PEOPLE} FROM stretch JOIN who USING (participant)
WHERE started_on <= $2 AND (ended_on IS NULL OR ended_on >= $2)
GROUP BY GROUPING SETS ((who.target_group), ())
"""
EVER_SUPPORTED = f"{KNOWN} SELECT {PEOPLE} FROM stretch JOIN who USING (participant) WHERE started_on <= $2"
CONTRACTS = f"{KNOWN} SELECT {PEOPLE} FROM fact JOIN who USING (participant) WHERE kind = 'contract' AND day <= $2"
PLACES_TAKEN = f"""{KNOWN}
SELECT count(*) FILTER (WHERE kind = 'recruited') - count(*) FILTER (WHERE kind = 'released') FROM fact WHERE day <= $2
"""


async def headcount_on(db: Connection, project: str, as_of: date, known_at: datetime) -> Headcount:
    """The headcount of a day. Raises `NotFound` (`unknown_project`)."""
    groups = await target_groups(db, project)
    present = await present_by_group(db, project, as_of, known_at)
    return Headcount(
        **present[None].model_dump(),
        project=project,
        as_of=as_of,
        known_at=known_at,
        target_groups=[_group(group, present.get(group)) for group in groups],
        ever_supported=await _people(db, EVER_SUPPORTED, project, as_of, known_at),
        contracts=await _people(db, CONTRACTS, project, as_of, known_at),
        places_taken=await db.driver.fetchval(PLACES_TAKEN, project, as_of, known_at),
    )


async def present_by_group(db: Connection, project: str, as_of: date, known_at: datetime) -> dict[str | None, People]:
    """Who took part on the day, by target group; under None all of them."""
    rows = await db.driver.fetch(PRESENT, project, as_of, known_at)
    return {row["target_group"]: People.model_validate(dict(row)) for row in rows}


async def _people(db: Connection, question: str, project: str, as_of: date, known_at: datetime) -> People:
    return People.model_validate(dict(await db.driver.fetchrow(question, project, as_of, known_at)))


def _group(target_group: str, people: People | None) -> GroupHeadcount:
    found = people or People(persons=0, women=0, men=0)
    return GroupHeadcount(target_group=target_group, **found.model_dump())
