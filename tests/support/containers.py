"""PostgreSQL and Kafka from official images by testcontainers, when a Docker engine answers and has the images."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import docker
from docker.errors import DockerException
from testcontainers.community.postgres import PostgresContainer
from testcontainers.core.config import testcontainers_config
from testcontainers.core.container import DockerContainer
from testcontainers.core.wait_strategies import LogMessageWaitStrategy

POSTGRES = "postgres:17"
KAFKA = "apache/kafka:4.3.1"
START = "/tmp/start"  # noqa: S108 - inside the container

SETTINGS = {
    "KAFKA_NODE_ID": "1",
    "KAFKA_PROCESS_ROLES": "broker,controller",
    "KAFKA_CONTROLLER_QUORUM_VOTERS": "1@localhost:9093",
    "KAFKA_CONTROLLER_LISTENER_NAMES": "CONTROLLER",
    "KAFKA_LISTENERS": "HOST://:9092,BROKER://localhost:9094,CONTROLLER://localhost:9093",
    "KAFKA_INTER_BROKER_LISTENER_NAME": "BROKER",
    "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP": "HOST:PLAINTEXT,BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT",
    "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR": "1",
    "KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS": "4",
    "KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR": "1",
    "KAFKA_TRANSACTION_STATE_LOG_MIN_ISR": "1",
    "KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR": "1",
    "KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR": "1",
    "KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS": "0",
    "KAFKA_AUTO_CREATE_TOPICS_ENABLE": "false",
    "KAFKA_LOG_CLEANER_DEDUPE_BUFFER_SIZE": "4194304",
}


class ApacheKafka(DockerContainer):
    """One node of the official image, which testcontainers' own class does not know.

    The broker must advertise a port that Docker chooses only once the container runs: its command waits for a script.
    """

    def __init__(self) -> None:
        super().__init__(KAFKA)
        self.with_exposed_ports(9092).with_envs(**SETTINGS)
        self.with_command(["bash", "-c", f"while [ ! -f {START} ]; do sleep 0.1; done; . {START}; exec /etc/kafka/docker/run"])

    @property
    def address(self) -> str:
        return f"{self.get_container_host_ip()}:{self.get_exposed_port(9092)}"

    def start(self) -> "ApacheKafka":
        super().start()
        advertised = f"export KAFKA_ADVERTISED_LISTENERS=HOST://{self.address},BROKER://localhost:9094"
        self.exec(["bash", "-c", f"echo '{advertised}' > {START}.new && mv {START}.new {START}"])
        LogMessageWaitStrategy("Kafka Server started").with_startup_timeout(60).wait_until_ready(self)
        return self


def available() -> bool:
    """A Docker engine answers and has all images; nothing is pulled for a test."""
    if not (os.environ.get("DOCKER_HOST") or Path("/var/run/docker.sock").exists()):
        return False  # asking further would leave a socket open behind the refusal
    try:
        client = docker.from_env()
    except DockerException:
        return False
    with closing(client), suppress(DockerException):
        have = {tag for image in client.images.list() for tag in image.tags}
        return _needed() <= have
    return False


def _needed() -> set[str]:
    """With testcontainers' own, which removes what a killed run left behind."""
    return {POSTGRES, KAFKA} if testcontainers_config.ryuk_disabled else {POSTGRES, KAFKA, testcontainers_config.ryuk_image}


@contextmanager
def running() -> Iterator[tuple[str, str]]:
    """The addresses of both."""
    with PostgresContainer(POSTGRES, driver=None) as postgres, ApacheKafka() as kafka:
        yield postgres.get_connection_url(), kafka.address
