"""Effectiveness of 5 000 leavers, as the query answers it, beside a plain SQL sum over the same rows."""

import time
from collections.abc import Awaitable, Callable
from datetime import date
from statistics import median

from fastapi import Response

from services.recruitment import commands
from services.recruitment.commands.projects import ProjectAnswer
from services.recruitment.domain.project import OpenProject
from services.recruitment.main import SERVICE
from services.recruitment.queries.effectiveness import effectiveness
from shared.http.operations import Look
from shared.kernel.clock import ClockMode
from shared.kernel.ids import SYSTEM
from shared.privacy.in_memory import KeysInMemory
from shared.store.database import Connection, Database
from shared.store.migrate import migrate
from shared.store.transaction import Commands, Request, Who
from tests.benchmarks.databases import fresh
from tests.benchmarks.figures import Figure
from tests.support.stack import Addresses
from tests.unit.recruitment.examples import definition

LEAVERS = 5000
ROUNDS = 7
AS_OF = date(2023, 12, 31)
STAFF = Who(SYSTEM, frozenset({"coordinator", "admin"}))
FILL = f"""
WITH leaver AS (SELECT n, gen_random_uuid() AS id, gen_random_uuid() AS person FROM generate_series(1, {LEAVERS}) n),
application AS (
    INSERT INTO application_card (application, project, target_group, person, status, is_open, applied_at, premises,
        disability_degree, disability_kinds, labour_status, no_same_support, reasons, in_education)
    SELECT id, 'bridge', 'residents', person, 'ended', false, '2021-02-01 09:00', '["art7"]',
        CASE n % 7 WHEN 0 THEN 'severe' ELSE 'none' END, '[]', CASE n % 5 WHEN 0 THEN 'employed' ELSE 'inactive' END,
        true, '[]', false FROM leaver
), outcome AS (
    INSERT INTO outcome_card (participant, project, exclusions, situations, employment, social)
    SELECT id, 'bridge', '[]', '[]',
        '{{"form": "employment_contract", "contracted_on": "2023-06-01", "since": "2023-06-01", "until": null,
           "part": "1/2", "value": null, "startup_grant": false}}',
        '{{"criteria": ["confidence_increased"], "measured_on": "2023-07-01"}}' FROM leaver
)
INSERT INTO participation_card (participant, project, target_group, person, contract_signed_on, started_on, age, ended_on,
    along_path, end_reason, released, vocational_supports)
SELECT id, 'bridge', 'residents', person, '2021-02-02', '2021-03-01', 40, '2023-05-31', true, 'path_completed', false, n % 3
FROM leaver
"""
PLAIN = """
SELECT sum(vocational_supports), count(*) FILTER (WHERE along_path), count(o.employment), count(o.social)
FROM participation_card p JOIN application_card a ON a.application = p.participant
LEFT JOIN outcome_card o ON o.participant = p.participant
WHERE p.project = 'bridge' AND p.started_on <= $1 AND a.labour_status <> 'employed'
"""


async def measure(stack: Addresses) -> list[Figure]:
    """The query beside its reference, in milliseconds."""
    database = Database(await fresh(stack))
    await migrate(database, SERVICE.migrations)
    run = Commands(database, SERVICE.events, KeysInMemory(), ClockMode.REAL, SERVICE.own, SERVICE.set_rules)
    named = {"effectiveness": {"version": "2018", "name": "efektywność"}}
    opening = Request(OpenProject(definition=definition(**named)), STAFF, "bench", correlation=SYSTEM)
    await run.execute(commands.open_project, opening, ProjectAnswer)
    async with database.read() as db:
        await db.driver.execute(FILL)
        await db.driver.execute("ANALYZE")
        ours = await _times(lambda: _ask(db, run))
        plain = await _times(lambda: db.driver.fetch(PLAIN, AS_OF))
    await database.close()
    against, name = f"a plain SQL sum over the same rows: {plain[0]:.0f} ms", f"effectiveness of {LEAVERS} leavers"
    return [
        Figure(f"{name}, median", ours[0], "ms", against, ours[0] / plain[0], most=1000),
        Figure(f"{name}, longest of {ROUNDS}", ours[1], "ms", most=1000),
    ]


async def _ask(db: Connection, run: Commands) -> None:
    answer = await effectiveness("bridge", AS_OF, Look(db, STAFF, run.keys, Response()))
    assert answer.dimensions[0].categories[0].denominator == LEAVERS


async def _times(work: Callable[[], Awaitable[object]]) -> tuple[float, float]:
    seconds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        await work()
        seconds.append(time.perf_counter() - start)
    return median(seconds) * 1000, max(seconds) * 1000
