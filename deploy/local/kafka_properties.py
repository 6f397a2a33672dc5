"""The settings of a Kafka node in KRaft mode, broker and controller in one, as the text of its server.properties.

Two listeners always: PLAINTEXT for clients and CONTROLLER for the nodes themselves; more can be added for clients that
come through a proxy.
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
class Node:
    """One node: clients come to `port`, the other nodes to `controller_port`."""

    id: int
    port: int
    controller_port: int

    @property
    def vote(self) -> str:
        return f"{self.id}@{LOOPBACK}:{self.controller_port}"


@dataclass(frozen=True)
class Listener:
    """One more door for clients: the broker listens on `bind_port` and tells them to come back to `advertised_port`.

    `node` is the broker it belongs to. Where there are several, each needs a door of this name: through it clients hear
    only of brokers that have one.
    """

    name: str
    bind_port: int
    advertised_port: int
    node: int = 1


def server_properties(node: Node, quorum: Sequence[Node], *, data: Path, extra: Sequence[Listener] = ()) -> str:
    """The file's text. `quorum` are all nodes; everything is kept as often as there are nodes, three times at most."""
    doors = [Listener(CLIENTS, node.port, node.port), *extra]
    settings = {
        "process.roles": "broker,controller",
        "node.id": str(node.id),
        "controller.quorum.voters": ",".join(one.vote for one in quorum),
        "log.dirs": str(data),
        **_listeners(doors, node.controller_port),
        **_replication(replication_factor(len(quorum))),
        **TUNING,
    }
    return "".join(f"{key}={value}\n" for key, value in settings.items())


def replication_factor(nodes: int) -> int:
    """Copies of each partition among so many nodes."""
    return min(nodes, 3)


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
        "min.insync.replicas": enough_in_sync,
        "offsets.topic.replication.factor": str(factor),
        "transaction.state.log.replication.factor": str(factor),
        "transaction.state.log.min.isr": enough_in_sync,
        "share.coordinator.state.topic.replication.factor": str(factor),
        "share.coordinator.state.topic.min.isr": enough_in_sync,
    }
