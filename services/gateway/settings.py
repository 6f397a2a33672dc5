"""Settings of the gateway: those of every service less Kafka, and what only the door of the house needs."""

from pathlib import Path

from pydantic import Field

from shared.kernel.ids import Code
from shared.runtime.settings import Settings


class GatewaySettings(Settings):
    """Addresses and paths; a key or a password never stands here."""

    kafka: str = Field(default="", description="not used: the gateway neither publishes nor subscribes")
    signing_key: Path = Field(description="private key (JWK) that tokens are signed with")
    services: dict[Code, str] = Field(description="the services behind: name to base URL")
    demo_accounts: Path | None = Field(
        default=None, description="accounts of a trial, made at every start; absent in production"
    )
