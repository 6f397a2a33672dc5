"""Settings of the gateway: without a sealing key it does not start, and says so."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from deploy.local.credentials import make_credentials
from services.gateway.settings import GatewaySettings


def test_a_gateway_that_could_seal_nothing_does_not_start(tmp_path: Path) -> None:
    keys = make_credentials(tmp_path)
    common = {"service": "gateway", "centre": "test", "database_url": "postgresql://x@y/z", "port": 1, "services": {}}
    settings = {**common, "token_keys": keys.token_keys, "signing_key": keys.signing_key}
    with pytest.raises(ValidationError, match="sealing_key or sealing_keys"):
        GatewaySettings(**settings)
    assert GatewaySettings(**settings, sealing_key=keys.sealing_keys["gateway"]).tls is True
