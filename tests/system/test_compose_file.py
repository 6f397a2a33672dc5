"""What an operator may rely on in deploy/compose.yaml and its override of replicas, read from the files without an engine."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.cli.prepare import declared_topics
from deploy.installation import Installation
from deploy.local.credentials import SEALING
from deploy.local.settings import SERVICES
from shared.runtime.settings import Settings

DEPLOY = Path(__file__).parents[2] / "deploy"
ONE_SHOT = {"databases", "prepare"}
BY_HAND = {"secrets", "tools"}
POOL = Settings.model_fields["database_pool"].default
UNITS = {"k": 2**10, "m": 2**20, "g": 2**30}


class Compose(yaml.SafeLoader):
    """Reads compose's own tags: what `!override` marks replaces the list of the other file instead of adding to it."""


Compose.add_constructor("!override", lambda loader, node: loader.construct_sequence(node))


def read(name: str) -> dict[str, Any]:
    return yaml.load((DEPLOY / name).read_text("utf-8"), Compose)  # noqa: S506 - it is a safe loader


COMPOSE = read("compose.yaml")
PARTS: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: PARTS[name] for name in SERVICES}
REPLICAS: dict[str, dict[str, Any]] = read("compose.replicas.yaml")["services"]
SECOND = {name: f"{name}-2" for name in SERVICES}


def of_both_files(name: str, part: dict[str, Any]) -> dict[str, Any]:
    """A part of the override as compose merges it with what it changes or extends."""
    base = PARTS[part.get("extends", {}).get("service", name)]
    return {**base, **part, "environment": base["environment"] | part["environment"]}


REPLICATED = {name: of_both_files(name, part) for name, part in REPLICAS.items()}
LASTING = {name: part for name, part in PARTS.items() if name not in ONE_SHOT | BY_HAND}
each = pytest.mark.parametrize


def test_the_parts_are_those_of_the_embedded_stack_and_two_jobs():
    assert PARTS.keys() == {"postgres", "kafka", *SERVICES} | ONE_SHOT | BY_HAND


@each("name", PARTS)
def test_an_image_is_pinned(name):
    assert re.fullmatch(r"[a-z/]+:[0-9][0-9.]*", PARTS[name]["image"])


@each("parts", [PARTS, PARTS | REPLICATED], ids=["one of each", "replicas"])
def test_all_memory_limits_together_stay_below_4_gb(parts):
    limits = [re.fullmatch(r"(\d+)([kmg])", part["mem_limit"]) for part in parts.values()]
    assert sum(int(limit[1]) * UNITS[limit[2]] for limit in limits if limit) <= 4 * 10**9
    assert None not in limits


def test_only_the_gateway_is_published_and_on_this_machine_alone():
    assert {name: part["ports"] for name, part in PARTS.items() if "ports" in part} == {
        "gateway": ["${KLADKA_LISTEN:-127.0.0.1:8080}:8000"]
    }
    assert not any(part.get("network_mode") == "host" for part in PARTS.values())


def test_the_gateway_takes_a_caller_s_address_from_what_the_operator_names_alone():
    assert PARTS["gateway"]["environment"]["FORWARDED_ALLOW_IPS"] == "${FORWARDED_ALLOW_IPS:-127.0.0.1}"


def test_only_the_gateway_stands_in_a_network_with_a_way_out():
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert {name for name, part in PARTS.items() if set(part.get("networks", ())) - {"inside"}} == {"gateway"}


@each("name", LASTING)
def test_what_lasts_has_a_health_check_and_comes_back(name):
    assert LASTING[name]["healthcheck"]["test"][0] == "CMD"
    assert LASTING[name]["restart"] == "unless-stopped"


def test_order_of_the_start():
    def after(name: str) -> dict[str, str]:
        return {other: how["condition"] for other, how in PARTS[name].get("depends_on", {}).items()}

    assert after("databases") == {"postgres": "service_healthy"}
    assert after("prepare") == {"databases": "service_completed_successfully", "kafka": "service_healthy"}
    for name in SERVICES:
        assert after(name) == {"prepare": "service_completed_successfully"}


@each("name", SERVICES)
def test_a_service_runs_its_own_program_over_its_own_database(name):
    settings = OURS[name]["environment"]
    assert OURS[name]["command"] == ["python", "-m", f"services.{name}.main"]
    assert settings["KLADKA_SERVICE"] == name
    assert settings["KLADKA_DATABASE_URL"] == f"postgresql://{name}@postgres:5432/{name}"


@each("name", SERVICES)
def test_a_service_sees_its_own_secrets_and_no_others(name):
    expected = {f"database-{name}.password", "token-keys.jwks.json"}
    expected |= {f"sealing-{name}.key"} if name in SEALING else set()
    expected |= {"token-signing.jwk.json"} if name == "gateway" else set()
    assert set(OURS[name]["secrets"]) == expected


@each("name", PARTS)
def test_secrets_are_files_and_stand_in_no_environment(name):
    for variable, value in PARTS[name].get("environment", {}).items():
        if re.search("PASSWORD|SECRET|KEY", variable):
            assert value.startswith("/run/secrets/"), variable
        assert not re.search(r"://\w+:[^/]", value) or "@" not in value, variable
    assert all(set(secret) == {"file"} for secret in COMPOSE["secrets"].values())


@each("name", SERVICES)
def test_our_containers_can_do_little(name):
    assert OURS[name]["read_only"]
    assert OURS[name]["cap_drop"] == ["ALL"]
    assert OURS[name]["init"]


def test_replicas_are_a_second_container_of_each_service_that_is_found_by_the_same_name():
    assert REPLICAS.keys() == {*SERVICES, *SECOND.values()}
    for name, second in SECOND.items():
        assert REPLICAS[second]["extends"] == {"file": "compose.yaml", "service": name}
        assert REPLICAS[second]["networks"]["inside"] == {"aliases": [name]}
        changed = {key for key in REPLICAS[second] if key not in {"extends", "networks", "environment", "mem_limit"}}
        assert changed == ({"ports"} if name == "gateway" else set())


def test_replicas_keep_their_names_in_their_groups():
    instances = {name: part["environment"].get("KLADKA_INSTANCE", "1") for name, part in REPLICATED.items()}
    assert instances == dict.fromkeys(SERVICES, "1") | dict.fromkeys(SECOND.values(), "2")


def test_the_second_gateway_is_published_beside_the_first_on_this_machine_alone():
    assert REPLICAS["gateway-2"]["ports"] == ["${KLADKA_LISTEN_2:-127.0.0.1:8081}:8000"]
    assert "ports" not in REPLICAS["gateway"]


@each("parts", [OURS, REPLICATED], ids=["one of each", "replicas"])
def test_postgres_has_a_connection_for_every_pool_and_some_for_an_operator(parts):
    (most,) = re.findall(r"max_connections=(\d+)", PARTS["postgres"]["command"])
    pools = [int(part["environment"].get("KLADKA_DATABASE_POOL", POOL)) for part in parts.values()]
    assert sum(pools) + 10 <= int(most)


def test_an_operators_commands_know_the_addresses_and_secrets_of_the_parts():
    installation = Installation(**json.loads((DEPLOY / "compose" / "installation.json").read_text("utf-8")), centre="test")
    urls = {name: OURS[name]["environment"]["KLADKA_DATABASE_URL"] for name in SERVICES}
    assert installation.databases == urls
    assert installation.services == {name: f"http://{name}:{OURS[name]['environment']['KLADKA_PORT']}" for name in SERVICES}
    assert installation.kafka == OURS["reporting"]["environment"]["KLADKA_KAFKA"]
    passwords = {name: Path(OURS[name]["environment"]["KLADKA_DATABASE_PASSWORD_FILE"]) for name in SERVICES}
    assert installation.passwords == passwords
    assert installation.signing_key == Path(OURS["gateway"]["environment"]["KLADKA_SIGNING_KEY"])
    for name in ("prepare", "tools"):
        assert PARTS[name]["environment"]["KLADKA_INSTALLATION"] == "deploy/compose/installation.json"
        assert {file.name for file in passwords.values()} <= set(PARTS[name]["secrets"])
    assert installation.signing_key.name in PARTS["tools"]["secrets"]
    sealing = {name: Path(OURS[name]["environment"]["KLADKA_SEALING_KEY"]) for name in SEALING}
    assert installation.sealing_keys == sealing


def test_key_files_are_written_where_the_services_see_them_and_by_one_container_alone():
    """The directory is mounted where installation.json looks for the files; elsewhere each file is mounted to be read."""
    writers = {name: part["volumes"] for name, part in PARTS.items() if "/run/secrets" in str(part.get("volumes"))}
    assert writers == {"secrets": ["${KLADKA_SECRETS:-./compose/secrets}:/run/secrets"]}
    assert PARTS["secrets"]["command"] == ["kladka", "secrets", "/run/secrets"]
    assert PARTS["secrets"]["environment"]["KLADKA_INSTALLATION"] == "deploy/compose/installation.json"


def test_data_lie_in_named_volumes():
    assert PARTS["postgres"]["volumes"] == ["postgres:/var/lib/postgresql/data"]
    assert PARTS["kafka"]["volumes"] == ["kafka:/var/lib/kafka/data"]
    assert PARTS["kafka"]["environment"]["KAFKA_LOG_DIRS"] == "/var/lib/kafka/data"
    assert COMPOSE["volumes"].keys() == {"postgres", "kafka"}


def test_the_script_of_the_databases_knows_every_service():
    script = (DEPLOY / "compose" / "databases.sh").read_text("utf-8")
    (line,) = re.findall(r"for service in ([a-z ]+); do", script)
    assert set(line.split()) == set(SERVICES)


def test_topics_are_those_that_services_own():
    assert declared_topics("kladka") == sorted(f"kladka.{name}.v1" for name in SERVICES if name != "gateway")


def test_the_clock_is_driven_in_a_trial_only():
    trial = read("compose.trial.yaml")["services"]
    assert {part["environment"]["KLADKA_CLOCK"] for part in OURS.values()} == {"real"}
    assert {name: part["environment"]["KLADKA_CLOCK"] for name, part in trial.items()} == dict.fromkeys(SERVICES, "driven")
    assert not any("KLADKA_DEMO_ACCOUNTS" in part["environment"] for part in OURS.values())


def test_the_image_runs_as_nobody_and_installs_what_is_locked():
    lines = (DEPLOY / "Dockerfile").read_text("utf-8")
    assert re.findall(r"^FROM (\S+)", lines, re.M) == ["python:3.11-slim", "python:3.11-slim"]
    assert re.search(r"pip install .*--require-hashes -r /tmp/runtime.txt", lines)
    assert re.findall(r"^USER (\S+)", lines, re.M) == ["10001"]
