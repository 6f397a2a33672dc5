"""Deadlines that have passed by the business date become commands; each may run twice and takes effect once."""

from datetime import date

from services.recruitment.commands.placing import ExpireGroupOffers, expire_offers
from services.recruitment.projections.reserve import groups_with_offers_before
from shared.kernel.ids import SYSTEM, derived_id
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
