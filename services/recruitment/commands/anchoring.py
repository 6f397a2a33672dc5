"""Anchoring the access log: what it ends with becomes an event, so that its end cannot be cut off unseen."""

from services.recruitment.access_log import head_of
from services.recruitment.domain.access_log import ACCESS_LOG, LOG, anchor
from shared.kernel.command import Command
from shared.store.answer import Answer
from shared.store.transaction import Transaction


class AnchorAccessLog(Command):
    """There is one log and one end of it."""


async def anchor_access_log(command: AnchorAccessLog, tx: Transaction) -> Answer:
    """Anchor what was logged since the last anchor."""
    stream = await tx.load(ACCESS_LOG, LOG)
    tx.append(stream, anchor(stream.state, await head_of(tx.db)))
    return Answer()
