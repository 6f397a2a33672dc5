"""The settings of each service as environment variables; the names are the services' contract with whoever starts them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from deploy.installation import Installation
from deploy.local.brokers import Brokers
from deploy.local.credentials import Credentials
from deploy.local.ports import LOOPBACK
from deploy.local.postgres import Postgres

Clock: TypeAlias = Literal["driven", "real"]

CENTRE = "mops-zielona-gora"
GATEWAY = "gateway"
REGISTRY = "recruitment"  # the service that seals personal data
SERVICES = (REGISTRY, "activities", "finance", "notifications", "reporting", GATEWAY)


@dataclass(frozen=True)
class StackSettings:
    """What all services of one stack have in common; `ports` are the addresses they know each other by."""

    postgres: Postgres
    kafka: Brokers
    credentials: Credentials
    ports: Mapping[str, int]
    clock: Clock
    topic_prefix: str

    def installation(self, services: Sequence[str]) -> Installation:
        """Where an operator's tools find these services and what they work on."""
        return Installation(
            databases={name: self.postgres.address(name) for name in services},
            passwords=dict.fromkeys(services, self.postgres.password_file),
            services=self._addresses(*services),
            signing_key=self.credentials.signing_key,
            kafka=self.kafka.address,
            topic_prefix=self.topic_prefix,
            replication_factor=self.kafka.replication_factor,
            centre=CENTRE,
        )

    def of(self, service: str, instance: int, port: int) -> dict[str, str]:
        """The environment of one process of a service, which listens on this port."""
        settings = {
            "KLADKA_SERVICE": service,
            "KLADKA_DATABASE_URL": self.postgres.url(service),
            "KLADKA_KAFKA": self.kafka.address,
            "KLADKA_TOPIC_PREFIX": self.topic_prefix,
            "KLADKA_REPLICATION_FACTOR": str(self.kafka.replication_factor),
            "KLADKA_HOST": LOOPBACK,
            "KLADKA_PORT": str(port),
            "KLADKA_INSTANCE": str(instance),
            "KLADKA_CLOCK": self.clock,
            "KLADKA_CENTRE": CENTRE,
            "KLADKA_TOKEN_KEYS": str(self.credentials.token_keys),
        }
        return settings | self._own_settings(service)

    def _own_settings(self, service: str) -> dict[str, str]:
        match service:
            case name if name in self.credentials.sealing_keys:
                return {"KLADKA_SEALING_KEY": str(self.credentials.sealing_keys[name])}
            case "gateway":
                return {
                    "KLADKA_SIGNING_KEY": str(self.credentials.signing_key),
                    "KLADKA_DEMO_ACCOUNTS": str(self.credentials.accounts_file),
                    "KLADKA_SERVICES": json.dumps(self._addresses(*(name for name in self.ports if name != GATEWAY))),
                }
            case "reporting":
                return {"KLADKA_SERVICES": json.dumps(self._addresses("recruitment", "finance"))}
            case _:
                return {}

    def _addresses(self, *names: str) -> dict[str, str]:
        return {name: f"http://{LOOPBACK}:{self.ports[name]}" for name in names}
