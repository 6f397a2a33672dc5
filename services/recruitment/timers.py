"""Deadlines that have passed by the business date become commands; each may run twice and takes effect once."""

from datetime import date

from services.recruitment.access_log import is_to_be_anchored
from services.recruitment.commands.anchoring import AnchorAccessLog, anchor_access_log
from services.recruitment.commands.erasing import (
    CarryOutErasure,
    EraseAgain,
    ErasureAnswer,
    Gone,
    carry_out_erasure,
    erase_again,
)
from services.recruitment.commands.placing import ExpireGroupOffers, expire_offers
from services.recruitment.deadlines import looked, tell_staff
from services.recruitment.domain.erasure import AT_ONCE
from services.recruitment.projections.erasure import batches_under_way
from services.recruitment.projections.reserve import groups_with_offers_before
from shared.kernel.ids import SYSTEM, derived_id, new_id
from shared.store.answer import Answer
from shared.store.transaction import Commands, Request, Who


async def expire_unanswered_offers(commands: Commands, today: date) -> None:
    """Offers whose last day lies before today are over. The key is the group and the day."""
    async with commands.database.read() as db:
        groups = await groups_with_offers_before(db, today)
    for group in groups:
        key = f"expire_offers/{group.project}/{group.target_group}/{today.isoformat()}"
        body = ExpireGroupOffers(project=group.project, target_group=group.target_group)
        request = Request(body, Who(SYSTEM), key, correlation=derived_id("timer", key))
        await commands.execute(expire_offers, request, Answer)


async def anchor_reads(commands: Commands, today: date) -> None:
    """The access log is anchored once a business day, if anything was read. The key is the day."""
    async with commands.database.read() as db:
        if not await is_to_be_anchored(db, today):
            return
    key = f"anchor_access_log/{today.isoformat()}"
    request = Request(AnchorAccessLog(), Who(SYSTEM), key, correlation=derived_id("timer", key))
    await commands.execute(anchor_access_log, request, Answer)


async def carry_out_erasures(commands: Commands, today: date) -> None:
    """The next part of each approved erasure. The key is the erasure and how many people are left."""
    async with commands.database.read() as db:
        under_way = await batches_under_way(db)
    for batch in under_way:
        key = f"carry_out_erasure/{batch.batch}/{batch.left}"
        request = Request(CarryOutErasure(batch=batch.batch), Who(SYSTEM), key, correlation=derived_id("timer", key))
        await commands.execute(carry_out_erasure, request, ErasureAnswer)


async def tell_of_deadlines(commands: Commands, today: date) -> None:
    """Staff are told of deadlines, once a business day; who looks first on that day tells."""
    async with commands.database.read() as db:
        if await looked(db, today):
            return
    async with commands.database.begin() as db:
        await tell_staff(db, today)


TO_ERASE = "SELECT person, project FROM keyring.to_erase ORDER BY person, project LIMIT $1"


async def erase_what_was_erased(commands: Commands) -> None:
    """Before opening after a restore: who was erased after the backup is erased again, until nobody of them is left."""
    while people := await _to_erase(commands):
        key = f"erase_again/{new_id()}"
        request = Request(EraseAgain(people=people), Who(SYSTEM), key, correlation=derived_id("restore", key))
        await commands.execute(erase_again, request, ErasureAnswer)


async def _to_erase(commands: Commands) -> tuple[Gone, ...]:
    async with commands.database.read() as db:
        return tuple(Gone(*row) for row in await db.driver.fetch(TO_ERASE, AT_ONCE))
