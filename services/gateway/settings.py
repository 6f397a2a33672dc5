"""Settings of the gateway: those of every service less Kafka, and what only the door of the house needs."""

from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from shared.kernel.ids import Code
from shared.runtime.settings import Settings


class GatewaySettings(Settings):
    """Addresses and paths; a key or a password never stands here."""

    kafka: str = Field(default="", description="not used: the gateway neither publishes nor subscribes")
    signing_key: Path = Field(description="private key (JWK) that tokens are signed with")
    services: dict[Code, str] = Field(description="the services behind: name to base URL")
    tls: bool = Field(default=True, description="browsers come over TLS; false only on one machine, without")
    demo_accounts: Path | None = Field(
        default=None, description="accounts of a trial, made at every start; absent in production"
    )

    @model_validator(mode="after")
    def _can_seal(self) -> Self:
        if self.sealing_key is None and self.sealing_keys is None:
            raise ValueError("sealing_key or sealing_keys: second factors and drafts are sealed")
        return self
