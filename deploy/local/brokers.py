"""All of Kafka: one node, or several that keep a copy of each other's records and go on when one of them is away.

One node is the part `kafka`; several are `kafka-1`, `kafka-2`… over directories of their own, so a run directory stays
with the number it began with.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from deploy.local.kafka import Kafka, new_cluster_id
from deploy.local.kafka_properties import Listener, Node, replication_factor
from deploy.local.ports import LOOPBACK, free_port
from deploy.local.private_files import keep_private
from deploy.local.together import each_to_its_end, together


class Brokers:
    """Every node by its name; started, stopped and killed together, or each as the part it is."""

    def __init__(self, run_dir: Path, *, nodes: int = 1, listeners: Sequence[Listener] = ()) -> None:
        quorum = [Node(number, free_port(), free_port()) for number in range(1, nodes + 1)]
        names = ["kafka"] if nodes == 1 else [f"kafka-{node.id}" for node in quorum]
        # Kept, so that a node whose first start did not succeed still joins the others.
        cluster_id = keep_private(run_dir / "kafka-cluster-id", new_cluster_id)
        self._nodes = {
            name: Kafka(
                run_dir,
                name=name,
                node=node,
                quorum=quorum,
                cluster_id=cluster_id,
                listeners=[door for door in listeners if door.node == node.id],
            )
            for name, node in zip(names, quorum, strict=True)
        }
        self.replication_factor = replication_factor(nodes)

    def __iter__(self) -> Iterator[Kafka]:
        return iter(self._nodes.values())

    def __getitem__(self, name: str) -> Kafka:
        return self._nodes[name]

    @property
    def address(self) -> str:
        """What clients call bootstrap servers: all nodes, separated by commas."""
        return ",".join(f"{LOOPBACK}:{node.port}" for node in self)

    async def start(self) -> None:
        """Returns when all are ready; none is before most of them run."""
        await together(*(node.start() for node in self))

    async def stop(self) -> None:
        await each_to_its_end(*(node.stop() for node in self))

    async def kill(self) -> None:
        """SIGKILL to every node, as a power cut would."""
        await each_to_its_end(*(node.kill() for node in self))
