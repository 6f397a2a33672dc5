"""The read models of a service as an admin sees them: how large they are, and whether they are being made anew."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from pydantic import Field

from shared.http.operations import Looking, Operations
from shared.http.roles import Role
from shared.kernel.command import View
from shared.operations.shadow import leftovers
from shared.projection.projection import Projection

SIZES = """
SELECT c.relname AS read_model, greatest(s.n_live_tup, c.reltuples, 0)::bigint AS rows, pg_total_relation_size(c.oid) AS bytes
FROM pg_class c LEFT JOIN pg_stat_user_tables s ON s.relid = c.oid
WHERE c.relnamespace = 'public'::regnamespace AND c.relname = ANY($1) ORDER BY c.relname
"""


class MadeOf(StrEnum):
    """Whose events a read model is folded from."""

    OWN = "own"
    OTHERS = "others"


class ReadModel(View):
    """A table that is folded from events."""

    read_model: str
    made_of: MadeOf
    rows: int = Field(description="about, as PostgreSQL counts them by the way")
    bytes: int = Field(description="on disk, with its indexes")


class ReadModels(View):
    """All of a service; `unfinished`: tables of a rebuild that runs, or was interrupted (`kladka projections drop`)."""

    items: list[ReadModel]
    unfinished: list[str]


class Models(NamedTuple):
    """The read models that a service declares."""

    own: Sequence[Projection[Any]] = ()
    others: Sequence[Projection[Any]] = ()

    def made_of(self) -> dict[str, MadeOf]:
        own = {one.table.name: MadeOf.OWN for one in self.own}
        return own | {one.table.name: MadeOf.OTHERS for one in self.others}


def add_read_models(operations: Operations, models: Models) -> None:
    made_of = models.made_of()

    async def read_models(look: Looking) -> ReadModels:
        """The read models of this service: rows, size, and what a rebuild has not finished."""
        found = await look.db.driver.fetch(SIZES, sorted(made_of))
        items = [ReadModel(**dict(row), made_of=made_of[row["read_model"]]) for row in found]
        return ReadModels(items=items, unfinished=await leftovers(look.db))

    operations.query(read_models, {Role.ADMIN})
