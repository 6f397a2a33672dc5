"""What the door forgets by itself, once an hour: whatever is too old, and drafts about people who were erased."""

import logging
from uuid import UUID

from services.gateway.desk import Desk
from services.gateway.drafts import about, drop_about
from services.gateway.settle import INSTALLATION
from shared.http.erasures import AT_ONCE, ErasedIds, WhoIsErased
from shared.kernel.errors import Refused

log = logging.getLogger(__name__)
REGISTRY = "recruitment"


async def forget(desk: Desk) -> None:
    """Safe in several processes at once. While the registry is away, drafts about people wait for the next time."""
    async with desk.database.begin() as db:
        await desk.entrance.clear_up(db)
        named = await about(db)
    if not named or REGISTRY not in desk.upstream.names:
        return
    try:
        erased = await _erased(desk, named)
    except Refused as no:
        log.warning("drafts were not compared with erasures", extra={"code": no.code})
        return
    async with desk.database.begin() as db:
        await drop_about(db, erased)


async def _erased(desk: Desk, named: list[UUID]) -> list[UUID]:
    found: list[UUID] = []
    for start in range(0, len(named), AT_ONCE):
        asked = WhoIsErased(ids=tuple(named[start : start + AT_ONCE]))
        answer = await desk.upstream.search(REGISTRY, "/internal/queries/erased_ids", INSTALLATION, asked, ErasedIds)
        found += answer.ids
    return found
