"""Every application, as it would run."""

import pytest
from fastapi import FastAPI

from deploy.cli.declared import EVENT_SOURCED, declared
from deploy.local.credentials import Credentials, make_credentials
from services.gateway.main import Gateway
from services.gateway.settings import GatewaySettings
from shared.runtime.service import Running
from shared.runtime.settings import Settings


@pytest.fixture(scope="package")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Credentials:
    return make_credentials(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="package")
def applications(keys: Credentials) -> dict[str, FastAPI]:
    """Every service as it would run, not started."""
    common = {
        "centre": "test",
        "database_url": "postgresql://nobody@127.0.0.1:1/none",
        "port": 1,
        "token_keys": keys.token_keys,
    }
    settings = {name: Settings(service=name, kafka="127.0.0.1:1", **common) for name in EVENT_SOURCED}
    found = {name: Running(declared(name), one).app for name, one in settings.items()}
    sealing = keys.sealing_keys["gateway"]
    gateway = GatewaySettings(service="gateway", signing_key=keys.signing_key, sealing_key=sealing, services={}, **common)
    return found | {"gateway": Gateway(gateway).app}
