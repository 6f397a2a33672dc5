"""What must stand on a service's topic, whatever happened to its relay."""

from tests.support.bus import header
from tests.system.installation import Installation


async def every_event_is_on_its_topic_in_order(whole: Installation, service: str) -> int:
    """The topic may hold duplicates; the first copies are all there and each stream's are in order.

    Returns how many duplicates there are.
    """
    stored = await whole.fetch(service, "SELECT event_id::text AS id FROM event WHERE message IS NOT NULL")
    firsts: dict[str, list[int]] = {}
    seen: set[str] = set()
    found = await whole.topic(service)
    for record in found:
        if (identity := header(record, "ce_id")) not in seen:
            seen.add(identity)
            firsts.setdefault(header(record, "ce_subject"), []).append(int(header(record, "ce_sequence")))
    assert seen == {row["id"] for row in stored}
    assert all(sequences == list(range(1, len(sequences) + 1)) for sequences in firsts.values())
    return len(found) - len(seen)
