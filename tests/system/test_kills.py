"""Killed in the worst moments, the system ends with the figures of an undisturbed run: nothing lost, nothing doubled.

Each window is held open by a proxy, and the test shows that it was hit before it kills.
"""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
import yaml
from aiokafka import TopicPartition

from deploy.play.player import Player
from deploy.play.reader import read_scenario
from shared.testing.eventually import eventually
from shared.testing.proxy import (
    OFFSET_COMMIT,
    PRODUCE,
    Connection,
    Direction,
    FaultProxy,
    Rule,
    kafka_request,
    kafka_response,
)
from tests.support.bus import committed, header
from tests.system.first_copies import every_event_is_on_its_topic_in_order
from tests.system.installation import OWNERS, Installation, installation, player_of, write_scenario

pytestmark = pytest.mark.long
Fault = Callable[[Installation], Awaitable[None]]


async def the_relay_in_mid_batch(whole: Installation) -> None:
    """Kafka has the records, the relay does not know it: they will be sent again."""
    door = whole.kafka["recruitment"]
    door.arm(kafka_response(PRODUCE))
    await asyncio.wait_for(door.hit.wait(), 30)
    unsent = await whole.fetch("recruitment", "SELECT event_id::text AS id FROM outbox JOIN event USING (position)")
    assert unsent, "the outbox still holds what was sent"
    on_topic = {header(record, "ce_id") for record in await whole.topic("recruitment")}
    assert on_topic & {row["id"] for row in unsent}, "Kafka has what the outbox still holds"
    await kill_behind(whole, "recruitment", door)


async def the_headcount_between_its_commit_and_its_offsets(whole: Installation) -> None:
    await a_consumer_between_its_commit_and_its_offsets(whole, "reporting", "read")


async def the_notices_between_their_commit_and_their_offsets(whole: Installation) -> None:
    await a_consumer_between_its_commit_and_its_offsets(whole, "notifications", "react")


async def a_consumer_between_its_commit_and_its_offsets(whole: Installation, service: str, group: str) -> None:
    """PostgreSQL has the effect, Kafka does not have the offset: the records will come again."""
    door = whole.kafka[service]
    door.arm(kafka_request(OFFSET_COMMIT))
    await asyncio.wait_for(door.hit.wait(), 30)
    await eventually(
        lambda: seen_but_not_committed(whole, service, f"kladka.{service}.{group}"),
        lambda more: more > 0,
        what="effects without their offsets",
    )
    await kill_behind(whole, service, door)


async def seen_but_not_committed(whole: Installation, service: str, consumer: str) -> int:
    """Records that took effect although the group's offset still stands before them."""
    rows = await whole.fetch(service, "SELECT stream, sequence FROM seen WHERE consumer = $1", consumer)
    seen = {row["stream"]: row["sequence"] for row in rows}
    offsets = await committed(whole.stack.kafka.address, consumer)
    found = [record for owner in ("recruitment", "activities") for record in await whole.topic(owner)]
    return sum(
        record.offset >= offsets.get(TopicPartition(record.topic, record.partition), 0)
        and seen.get(header(record, "ce_subject"), 0) >= int(header(record, "ce_sequence"))
        for record in found
    )


async def recruitment_in_mid_command(whole: Installation) -> None:
    await a_service_in_mid_command(whole, "recruitment")


async def finance_in_mid_command(whole: Installation) -> None:
    """A bill is written and not committed: the budget must hold it once."""
    await a_service_in_mid_command(whole, "finance")


async def a_service_in_mid_command(whole: Installation, service: str) -> None:
    """The events are written and not committed, the caller waits: the repeat must do it, once."""
    door = whole.postgres[service]
    door.arm(commit_of_a_command(b"/test/"))
    await asyncio.wait_for(door.hit.wait(), 60)
    query = "SELECT count(*) FROM pg_stat_activity WHERE datname = $1 AND state = 'idle in transaction'"
    assert await whole.value(service, query, service) > 0, "a transaction is open"
    await kill_behind(whole, service, door)


async def kill_behind(whole: Installation, service: str, door: FaultProxy) -> None:
    await whole.stack.services.kill(service)
    door.cut()
    door.release()


def commit_of_a_command(key: bytes) -> Rule:
    """The COMMIT on a connection that has just written a command's row with this key."""
    writing: set[Connection] = set()

    def rule(connection: Connection, direction: Direction, message: bytes) -> bool:
        if direction is not Direction.TO_SERVER:
            return False
        if key in message:
            writing.add(connection)
        return connection in writing and b"COMMIT" in message

    return rule


async def kafka_itself(whole: Installation) -> None:
    """The broker dies with whatever it was doing and comes back."""
    await whole.stack.kafka.kill()


FAULTS: list[tuple[float, Fault]] = [
    (0.15, the_relay_in_mid_batch),
    (0.30, the_headcount_between_its_commit_and_its_offsets),
    (0.45, recruitment_in_mid_command),
    (0.55, finance_in_mid_command),
    (0.70, the_notices_between_their_commit_and_their_offsets),
    (0.80, kafka_itself),
]


async def disturb(whole: Installation, player: Player, steps: int) -> list[str]:
    """Each fault when its share of the steps is played. Returns what was done."""
    done = []
    for share, fault in FAULTS:
        await eventually(lambda: played(player), lambda now, at=share: now >= at * steps, within=120, what="the play")
        await fault(whole)
        done.append(fault.__name__)
    return done


async def played(player: Player) -> int:
    return player.tally.steps


async def test_killed_in_its_worst_moments_the_system_ends_as_if_nothing_had_happened(tmp_path, undisturbed):
    file = write_scenario(tmp_path / "scenario")
    async with installation(tmp_path) as whole, whole.client() as client:
        player, steps = player_of(client, file), len(read_scenario(file).steps)
        async with asyncio.TaskGroup() as both:
            playing = both.create_task(player.play())
            disturbing = both.create_task(disturb(whole, player, steps))
        assert disturbing.result() == [fault.__name__ for _, fault in FAULTS]
        assert playing.result().steps == steps, "every step, with every expectation of the calculator"
        assert await whole.figures() == undisturbed
        for service in OWNERS:
            await every_event_is_on_its_topic_in_order(whole, service)
        await nothing_personal_left_the_registry(whole, file)


async def nothing_personal_left_the_registry(whole: Installation, file: Path) -> None:
    """Neither a PESEL number nor a family name of the scenario stands in a log or on a topic."""
    steps = yaml.safe_load(file.read_text("utf-8"))["steps"]
    people = [step["with"]["person"] for step in steps if "person" in step.get("with", {})]
    personal = {person[field] for person in people if isinstance(person, dict) for field in ("pesel", "family_name")}
    assert len(personal) > 40
    logs = [log.read_bytes() for log in whole.stack.logs.iterdir()]
    records = [record for name in OWNERS for record in await whole.topic(name)]
    sent = [record.value + repr(record.headers).encode() for record in records]
    written = b"\n".join((*logs, *sent)).decode(errors="replace")
    escaped = personal | {json.dumps(value)[1:-1] for value in personal}  # as JSON logs write it
    assert {value for value in escaped if re.search(rf"\b{re.escape(value)}\b", written)} == set()  # "Kos" is not "Koszty"
