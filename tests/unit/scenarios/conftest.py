"""The generated scenario, made once."""

import pytest

from deploy.scenarios.gora_pomocy_3 import generate
from deploy.scenarios.script import Scenario


@pytest.fixture(scope="session")
def full() -> Scenario:
    """As the demo plays it."""
    return generate()


@pytest.fixture(scope="session")
def short() -> Scenario:
    """Forty candidates for thirty places."""
    return generate(seed=3, people=40, places=30)
