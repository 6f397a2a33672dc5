"""Who may lead activities of a project: the staff who may keep an attendance list and reach the project."""

from uuid import UUID

from services.gateway.pages.visit import Visit

STAFF = """
SELECT account, name, roles FROM account
WHERE active AND (projects IS NULL OR $1 = ANY(projects)) ORDER BY name, account
"""


async def leaders(visit: Visit, project: str) -> dict[UUID, str]:
    """Their names by account."""
    async with visit.desk.database.read() as db:
        staff = await db.driver.fetch(STAFF, project)
    return {
        one["account"]: one["name"]
        for one in staff
        if "record_attendance" in await visit.desk.directory.allowed(frozenset(one["roles"]))
    }
