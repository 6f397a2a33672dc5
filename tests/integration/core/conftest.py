"""Fixtures of the core's tests."""

import pytest

from shared.bus.topics import Topic, ensure_topics
from tests.support.bench import Bench
from tests.support.tally import prepare


@pytest.fixture
async def bench(stack, topic_prefix, fresh_database) -> Bench:
    topic = Topic(topic_prefix, "tally").name
    await ensure_topics(stack.kafka, [topic], 1)
    await prepare(fresh_database)
    return Bench(stack.kafka, topic, fresh_database)
