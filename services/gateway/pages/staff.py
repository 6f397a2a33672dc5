"""Names of staff for what services know by a random id only."""

from collections.abc import Collection, Mapping
from uuid import UUID

from services.gateway.pages.visit import Visit
from shared.kernel.ids import SYSTEM

NAMES = "SELECT account, name FROM account WHERE account = ANY($1::uuid[])"
BY_ITSELF = "Kładka"
"""Who did what no person did."""


async def names_of(visit: Visit, accounts: Collection[UUID]) -> Mapping[UUID, str]:
    """The names of these accounts; an account that is not known is left out."""
    async with visit.desk.database.read() as db:
        found = await db.driver.fetch(NAMES, list(set(accounts)))
    return {row["account"]: row["name"] for row in found} | {UUID(str(SYSTEM)): BY_ITSELF}


WORKERS = """
SELECT account, name FROM account WHERE active AND roles && ARRAY['social_worker', 'coordinator']
AND (projects IS NULL OR $1 = ANY(projects)) ORDER BY name
"""


async def case_workers(visit: Visit, project: str) -> Mapping[UUID, str]:
    """Who may work with people of this project, by name."""
    async with visit.desk.database.read() as db:
        return {row["account"]: row["name"] for row in await db.driver.fetch(WORKERS, project)}
