"""Settings of the gateway: those of every service less Kafka, and what only the door of the house needs."""

from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from shared.kernel.command import View
from shared.kernel.ids import Code
from shared.runtime.settings import Settings


class CentreContact(View):
    """Whose house it is, and how it is reached about accessibility; what is empty was not named."""

    name: str
    email: str = ""
    phone: str = ""
    website: str = ""

    @property
    def whole(self) -> bool:
        return bool(self.email and self.phone and self.website)


class GatewaySettings(Settings):
    """Addresses and paths; a key or a password never stands here."""

    kafka: str = Field(default="", description="not used: the gateway neither publishes nor subscribes")
    signing_key: Path = Field(description="private key (JWK) that tokens are signed with")
    services: dict[Code, str] = Field(description="the services behind: name to base URL")
    tls: bool = Field(default=True, description="browsers come over TLS; false only on one machine, without")
    demo_accounts: Path | None = Field(
        default=None, description="accounts of a trial, made at every start; absent in production"
    )

    centre_name: str = Field(default="", description="in full, as the accessibility declaration names it")
    accessibility_email: str = Field(default="", description="where problems with accessibility are reported")
    accessibility_phone: str = ""
    website: str = Field(default="", pattern=r"^(https?://\S+)?$", description="of the centre: its building is described there")

    @property
    def centre_contact(self) -> CentreContact:
        return CentreContact(
            name=self.centre_name or self.centre,
            email=self.accessibility_email,
            phone=self.accessibility_phone,
            website=self.website,
        )

    @model_validator(mode="after")
    def _can_seal(self) -> Self:
        if self.sealing_key is None and self.sealing_keys is None:
            raise ValueError("sealing_key or sealing_keys: second factors and drafts are sealed")
        return self
