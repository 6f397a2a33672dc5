"""The settings of a service that a test runs: a port of its own, its keys from the test's credentials."""

from typing import Any

from deploy.local.credentials import Credentials
from deploy.local.ports import free_port
from shared.runtime.settings import Settings


def settings_of(
    service: str, kafka: str, database_url: str, topic_prefix: str, credentials: Credentials, **more: Any
) -> Settings:
    """Of the centre `test`; `more` takes the place of what stands here."""
    usual: dict[str, Any] = {
        "service": service,
        "centre": "test",
        "database_url": database_url,
        "kafka": kafka,
        "topic_prefix": topic_prefix,
        "port": free_port(),
        "token_keys": credentials.token_keys,
        "sealing_key": credentials.sealing_keys.get(service),
    }
    return Settings(**usual | more)
