"""What services declare of themselves, for commands that look at all of them."""

from importlib import import_module
from pathlib import Path

from deploy.local.settings import GATEWAY, SERVICES
from shared.bus.topics import Topic
from shared.runtime.service import Service

EVENT_SOURCED = tuple(name for name in SERVICES if name != GATEWAY)
MIGRATIONS = {name: Path(__file__).parents[2] / "services" / name / "migrations" for name in SERVICES}


def declared(name: str) -> Service:
    """The declaration of a service that has an event store."""
    service: Service = import_module(f"services.{name}.main").SERVICE
    return service


def source_of(service: str, centre: str) -> str:
    """The `ce_source` of its events."""
    return f"urn:kladka:{centre}:{service}"


def declared_topics(prefix: str) -> list[str]:
    """The topics that services own or read, as their declarations say."""
    services = [declared(name) for name in EVENT_SOURCED]
    names = {name for service in services for name in (service.name, *service.listens_to)}
    return sorted(Topic(prefix, name).name for name in names)
