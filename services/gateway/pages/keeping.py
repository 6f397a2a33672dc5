"""What somebody typed into a form and has not sent: drawn again when they come back, dropped when it was sent."""

from services.gateway.drafts import Kept
from services.gateway.pages.form import Typed
from services.gateway.pages.visit import Visit


async def typed_of(visit: Visit, draft: str) -> Typed:
    """What is kept under this name; nothing when nothing is."""
    async with visit.desk.database.read() as db:
        return await visit.desk.entrance.drafts.typed(db, visit.who.actor, draft)


async def kept_under(visit: Visit, beginning: str) -> list[Kept]:
    """What is kept under names that begin so, the latest first; nothing of it is opened."""
    async with visit.desk.database.read() as db:
        return await visit.desk.entrance.drafts.listed(db, visit.who.actor, beginning)


async def keep(visit: Visit, draft: str, typed: Typed) -> None:
    """Keep it in place of what was kept before. Raises `Invalid` (`draft_too_large`)."""
    async with visit.desk.database.begin() as db:
        await visit.desk.entrance.drafts.save(db, visit.who.actor, draft, typed)


async def dropped(visit: Visit, draft: str) -> None:
    """It was sent; a form without a name kept nothing."""
    if not draft:
        return
    async with visit.desk.database.begin() as db:
        await visit.desk.entrance.drafts.drop(db, visit.who.actor, draft)
