"""The settings of each service as environment variables; the names are the services' contract with whoever starts them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from deploy.local.credentials import Credentials
from deploy.local.kafka import Kafka
from deploy.local.ports import LOOPBACK
from deploy.local.postgres import Postgres

Clock: TypeAlias = Literal["driven", "real"]

CENTRE = "mops-zielona-gora"
GATEWAY = "gateway"
REGISTRY = "recruitment"  # the service that seals personal data
SERVICES = (REGISTRY, "activities", "finance", "notifications", "reporting", GATEWAY)


@dataclass(frozen=True)
class Installation:
    """What all services of one stack have in common."""

    postgres: Postgres
    kafka: Kafka
    credentials: Credentials
    ports: Mapping[str, int]
    clock: Clock
    topic_prefix: str

    def settings(self, service: str) -> dict[str, str]:
        """The environment of one service."""
        settings = {
            "KLADKA_SERVICE": service,
            "KLADKA_DATABASE_URL": self.postgres.url(service),
            "KLADKA_KAFKA": self.kafka.address,
            "KLADKA_TOPIC_PREFIX": self.topic_prefix,
            "KLADKA_REPLICATION_FACTOR": str(self.kafka.replication_factor),
            "KLADKA_HOST": LOOPBACK,
            "KLADKA_PORT": str(self.ports[service]),
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
