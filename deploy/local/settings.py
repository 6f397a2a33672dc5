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
            sealing_keys={name: file for name, file in self.credentials.sealing_keys.items() if name in services},
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
        return settings | self._sealing(service) | self._asked(service)

    def _sealing(self, service: str) -> dict[str, str]:
        keys = self.credentials.sealing_keys
        return {"KLADKA_SEALING_KEY": str(keys[service])} if service in keys else {}

    def _asked(self, service: str) -> dict[str, str]:
        """Whom a service asks over HTTP; the gateway's own."""
        match service:
            case "gateway":
                return {
                    "KLADKA_TLS": "false",
                    "KLADKA_SIGNING_KEY": str(self.credentials.signing_key),
                    "KLADKA_DEMO_ACCOUNTS": str(self.credentials.accounts_file),
                    "KLADKA_SERVICES": json.dumps(self._addresses(*(name for name in self.ports if name != GATEWAY))),
                }
            case "reporting":
                return {"KLADKA_SERVICES": json.dumps(self._addresses("recruitment", "finance"))}
            case _ if service == REGISTRY:
                others = (name for name in self.ports if name not in (GATEWAY, REGISTRY))
                return {"KLADKA_SERVICES": json.dumps(self._addresses(*others))}
            case "finance":
                return {"KLADKA_SERVICES": json.dumps(self._addresses("recruitment"))}
            case _:
                return {}

    def _addresses(self, *names: str) -> dict[str, str]:
        return {name: f"http://{LOOPBACK}:{self.ports[name]}" for name in names}
