"""Deadlines that staff are told of under what needs attention: each once, by random ids, on the first look of a business day.

A request of a person that is due within seven days or overdue; data whose last day of keeping has passed while nobody has
proposed to erase it.
"""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from services.recruitment.domain.erasure import Entered, ErasureKind, due, without_place
from services.recruitment.domain.retention import RETENTION, Retention
from services.recruitment.domain.retention_rules import Whom
from services.recruitment.domain.subject_request import SUBJECT_REQUEST
from services.recruitment.projections.retention import entries_of
from services.recruitment.queries.retention import retention_state
from shared.bus.effects import NOTICE
from shared.kernel.ids import Code, derived_id
from shared.store.database import Connection

CONSUMER = "deadlines"
SOON = timedelta(days=7)
LOOKED = "SELECT EXISTS (SELECT FROM deadlines WHERE looked_on = $1)"
LOOK = """
INSERT INTO deadlines (looked_on) VALUES ($1)
ON CONFLICT (one) DO UPDATE SET looked_on = excluded.looked_on WHERE deadlines.looked_on <> excluded.looked_on
RETURNING true
"""
OPEN = "SELECT request, due_on FROM subject_request WHERE is_open AND due_on <= $1 ORDER BY due_on, request"
OVER = """
SELECT project FROM retention_card WHERE candidates_until < $1 AND ended_on IS NULL AND suspended = '[]' ORDER BY project
"""
PROPOSED = """
SELECT EXISTS (SELECT FROM erasure_batch WHERE project = $1 AND kind = ANY($2) AND state IN ('proposed', 'approved'))
"""
ERASED_BY: Mapping[Whom, Collection[ErasureKind]] = {
    Whom.CANDIDATES: (ErasureKind.CANDIDATES, ErasureKind.EVERYBODY),
    Whom.PARTICIPANTS: (ErasureKind.EVERYBODY,),
}


class Deadline(NamedTuple):
    """What staff are told. `about`: the event that set the deadline; `on`: its last day."""

    about: str
    stream: str
    code: str
    field: str
    rule: str
    on: date

    @property
    def id(self) -> UUID:
        """The same deadline has the same id: it is told once. A later last day is another deadline."""
        return derived_id("deadline", self.stream, self.code, self.on)


async def looked(db: Connection, today: date) -> bool:
    """Has somebody looked on this business day?"""
    return bool(await db.driver.fetchval(LOOKED, today))


async def tell_staff(db: Connection, today: date) -> None:
    """The look of this business day, in the transaction at hand; where another process has just looked, nothing."""
    if not await db.driver.fetchval(LOOK, today):
        return
    for one in [*await _requests(db, today), *await _retentions(db, today)]:
        row = (CONSUMER, one.id, one.about, one.stream, one.code, one.field, one.rule, "{}", one.on)
        await db.driver.execute(NOTICE, *row)


async def _requests(db: Connection, today: date) -> list[Deadline]:
    return [_of_request(row["request"], row["due_on"], today) for row in await db.driver.fetch(OPEN, today + SOON)]


def _of_request(request: UUID, due_on: date, today: date) -> Deadline:
    code, rule = (
        ("subject_request_overdue", "the last day to answer a request about personal data has passed")
        if due_on < today
        else ("subject_request_due_soon", f"a request about personal data is to be answered within {SOON.days} days")
    )
    return Deadline("SubjectRequestReceived", SUBJECT_REQUEST.stream(request), code, "due_on", rule, due_on)


async def _retentions(db: Connection, today: date) -> list[Deadline]:
    projects = [row["project"] for row in await db.driver.fetch(OVER, today)]
    return [deadline for project in projects for deadline in await _of_project(db, project, today)]


async def _of_project(db: Connection, project: Code, today: date) -> list[Deadline]:
    retention, entries = await retention_state(db, project), await entries_of(db, project)
    concerned = _whom(entries, retention, today)
    open_for = [whom for whom in concerned if not await db.driver.fetchval(PROPOSED, project, list(ERASED_BY[whom]))]
    return [_of_retention(project, whom, retention) for whom in open_for]


def _whom(entries: Collection[Entered], retention: Retention, today: date) -> list[Whom]:
    """Of whom somebody is due."""
    is_due, candidates = due(entries, retention, today), without_place(entries)
    found = {Whom.CANDIDATES: is_due & candidates, Whom.PARTICIPANTS: is_due - candidates}
    return [whom for whom, people in found.items() if people]


def _of_retention(project: Code, whom: Whom, retention: Retention) -> Deadline:
    last = retention.last_day(whom)
    assert last is not None, "whoever is due has a last day"
    rule = f"the last day of keeping the data of {whom} has passed, and nobody has proposed to erase it"
    code = f"erasure_of_{whom}_not_proposed"
    return Deadline("RetentionSet", RETENTION.stream(project), code, "project", rule, last)
