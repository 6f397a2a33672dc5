"""The settings of a single-node Kafka in KRaft mode, as the text of its server.properties.

Two listeners always: PLAINTEXT for clients and CONTROLLER for the node itself; more can be added for clients that come
through a proxy.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from deploy.local.ports import LOOPBACK

CLIENTS = "PLAINTEXT"
CONTROLLER = "CONTROLLER"

TUNING = {
    # Back 8 s sooner after a kill: the former session of the same node must run out first.
    "broker.session.timeout.ms": "2000",
    "broker.heartbeat.interval.ms": "500",
    # The log cleaner takes 128 MB of heap by default, half of what this Kafka is to need at all.
    "log.cleaner.dedupe.buffer.size": str(4 * 1024 * 1024),
    # 50 by default, each opened at every start; a handful of groups needs no more.
    "offsets.topic.num.partitions": "4",
    # Otherwise each new group waits 3 s for members that do not come.
    "group.initial.rebalance.delay.ms": "0",
    # A mistyped topic is an error, not a topic.
    "auto.create.topics.enable": "false",
}


@dataclass(frozen=True)
class Listener:
    """One more door for clients: the broker listens on `bind_port` and tells them to come back to `advertised_port`."""

    name: str
    bind_port: int
    advertised_port: int


def server_properties(
    *,
    data: Path,
    port: int,
    controller_port: int,
    extra: Sequence[Listener] = (),
    replication_factor: int = 1,
) -> str:
    """The file's text; `replication_factor` is for topics that name none and for Kafka's own."""
    doors = [Listener(CLIENTS, port, port), *extra]
    settings = {
        "process.roles": "broker,controller",
        "node.id": "1",
        "controller.quorum.voters": f"1@{LOOPBACK}:{controller_port}",
        "log.dirs": str(data),
        **_listeners(doors, controller_port),
        **_replication(replication_factor),
        **TUNING,
    }
    return "".join(f"{key}={value}\n" for key, value in settings.items())


def _listeners(doors: Sequence[Listener], controller_port: int) -> Mapping[str, str]:
    controller = f"{CONTROLLER}://{LOOPBACK}:{controller_port}"
    names = [*(door.name for door in doors), CONTROLLER]
    return {
        "listeners": ",".join([*(f"{door.name}://{LOOPBACK}:{door.bind_port}" for door in doors), controller]),
        "advertised.listeners": ",".join(f"{door.name}://{LOOPBACK}:{door.advertised_port}" for door in doors),
        "listener.security.protocol.map": ",".join(f"{name}:PLAINTEXT" for name in names),
        "controller.listener.names": CONTROLLER,
        "inter.broker.listener.name": CLIENTS,
    }


def _replication(factor: int) -> Mapping[str, str]:
    enough_in_sync = str(min(factor, 2))
    return {
        "default.replication.factor": str(factor),
        "offsets.topic.replication.factor": str(factor),
        "transaction.state.log.replication.factor": str(factor),
        "transaction.state.log.min.isr": enough_in_sync,
        "share.coordinator.state.topic.replication.factor": str(factor),
        "share.coordinator.state.topic.min.isr": enough_in_sync,
    }
