"""Why a line of a budget stands where it stands: every movement up to a day, and since which of them it is over its plan."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from services.finance.domain import line_history as lines
from services.finance.domain.line_history import Movement
from services.finance.domain.split import ZERO
from services.finance.domain.words import LineCode
from services.finance.projections.budget_version import in_force, versions_of
from services.finance.projections.expense_card import numbers_of
from services.finance.projections.ledger import contracts_of, entries_until
from shared.http.operations import Look, Looking
from shared.http.scope import check_scope
from shared.kernel.command import View
from shared.kernel.errors import NotFound
from shared.kernel.ids import Code
from shared.kernel.money import Zloty


class MovementView(Movement):
    """A movement; `number`: of the document, or of the contract that binds the money."""

    number: str | None


class LineHistoryView(View):
    """The movements of a line up to a day, the oldest first; `left` of the last is what is left. Amounts in PLN."""

    project: Code
    line: LineCode
    title: str
    as_of: date
    version: int
    planned: Zloty
    left: Zloty
    movements: list[MovementView]
    over_since: int | None = Field(description="which movement took it over the plan for good, counted from 0; null: none did")


async def line_history(
    project: Code, line: LineCode, as_of: date, look: Looking, known_at: datetime | None = None
) -> LineHistoryView:
    """What of a line was bound, freed, incurred and corrected by a day, by the version in force on it.

    Days and `known_at` as in `budget_execution`. Raises `unknown_budget`, `unknown_line`.
    """
    check_scope(look.who, project)
    versions = await versions_of(look.db, project)
    inside = in_force(versions, as_of, known_at)
    planned = {one.code: one.amount for one in inside.plan.lines()}.get(line, ZERO)
    titles = {one.code: one.title for version in [*reversed(versions), inside] for one in version.plan.lines()}
    if line not in titles:
        raise NotFound("unknown_line", field="line", rule="no version of the budget has such a line", line=line)
    moved = lines.history(line, planned, await entries_until(look.db, project, as_of, known_at))
    numbers = await _numbers(look, project, moved)
    return LineHistoryView(
        project=project,
        line=line,
        title=titles[line],
        as_of=as_of,
        version=inside.version,
        planned=planned,
        left=moved[-1].left if moved else planned,
        movements=[_view(one, numbers) for one in moved],
        over_since=lines.over_since(moved),
    )


async def _numbers(look: Look, project: Code, moved: list[Movement]) -> Mapping[UUID, str]:
    """The numbers of documents and contracts by their ids."""
    documents = await numbers_of(look.db, [one.expense for one in moved if one.expense is not None])
    return await contracts_of(look.db, project) | documents


def _view(one: Movement, numbers: Mapping[UUID, str]) -> MovementView:
    named = one.expense or one.commitment
    return MovementView(**dict(one), number=None if named is None else numbers.get(named))
