"""A house for each file of tests."""

from collections.abc import AsyncIterator

import pytest

from tests.support.centre import House, house
from tests.support.stack import Addresses


@pytest.fixture(scope="module")
async def whole(stack: Addresses, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    async with house(stack, tmp_path_factory.mktemp("house")) as it:
        yield it
