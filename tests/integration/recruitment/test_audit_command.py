"""`kladka audit` against the running service: the chain is checked, one person's reads are exported."""

import asyncio
import csv
import json
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from typer.testing import CliRunner, Result

from deploy.cli.desk import OPERATOR
from deploy.cli.main import app
from deploy.installation import FILE, Installation
from deploy.local.credentials import make_credentials
from deploy.local.ports import free_port
from deploy.privacy.anchors import anchors_on
from shared.bus.topics import Topic
from shared.http.roles import Role
from shared.testing.eventually import eventually
from tests.integration.recruitment.counter import Counter
from tests.support.stack import Addresses
from tests.unit.recruitment.examples import definition


@dataclass
class Operator:
    """Somebody at the command line, with the database's password."""

    counter: Counter
    database: str
    file: Path
    person: str
    kafka: str
    prefix: str

    async def does(self, *words: str) -> Result:
        return await asyncio.to_thread(CliRunner().invoke, app, ["audit", *words, "--installation", str(self.file)])

    async def read(self, times: int) -> None:
        for _ in range(times):
            asked = {"people": [self.person], "purpose": "attendance_sheet", "project": "bridge"}
            answer = await self.counter.http.post("/queries/persons", json=asked, headers=self.counter.token(Role.TRAINER))
            assert [one["family_name"] for one in answer.json()["items"]] == ["Brzoza"]

    async def fetch(self, *statements: str) -> list[asyncpg.Record]:
        connection = await asyncpg.connect(self.database)
        try:
            for statement in statements:
                rows = await connection.fetch(statement)
            return rows
        finally:
            await connection.close()

    async def force(self, *statements: str) -> None:
        switches = ["ALTER TABLE access_log {} TRIGGER USER", "ALTER TABLE event {} TRIGGER USER"]
        off, on = ([one.format(word) for one in switches] for word in ("DISABLE", "ENABLE"))
        await self.fetch(*off, *statements, *on)

    async def anchored(self, times: int) -> list[int]:
        """The entries of which the topic holds anchors, once it holds so many."""
        topic = Topic(self.prefix, "recruitment").name
        found = await eventually(
            lambda: anchors_on(self.kafka, topic), lambda told: len(told) == times, what="the anchors on the topic"
        )
        return [one.last for one in found]

    async def five_reads_in_two_days(self) -> None:
        """Two anchors; the second one is of entry 5."""
        await self.read(3)
        await self.anchored(1)
        await self.read(2)
        await self.counter.advance("2021-03-02")
        assert (await self.anchored(2))[1] == 5


@pytest.fixture
async def operator(counter: Counter, stack: Addresses, fresh_database_url: str, topic_prefix: str, tmp_path: Path) -> Operator:
    file = tmp_path / FILE
    installation = Installation(
        databases={},
        sealing_keys={},
        passwords={},
        services={"recruitment": str(counter.http.base_url)},
        signing_key=make_credentials(tmp_path).signing_key,
        kafka=stack.kafka,
        topic_prefix=topic_prefix,
        centre="test",
    )
    file.write_text(installation.model_dump_json(), "utf-8")
    await counter.post("open_project", {"definition": definition().model_dump(mode="json")})
    who = {"given_name": "Wirginia", "family_name": "Brzoza", "no_pesel": "not_needed"}
    said = {"project": "bridge", "capacity": "volunteer", "person": who}
    person = (await counter.post("register_person", said)).json()["person_id"]
    return Operator(counter, fresh_database_url, file, person, stack.kafka, topic_prefix)


async def test_a_log_as_it_was_written_is_said_to_be_so_with_its_anchors(operator):
    await operator.read(3)
    await operator.anchored(1)
    found = await operator.does("verify")
    said = "3 entries are as they were written; anchors that agree: 1, on the topic: 1\n"
    assert (found.exit_code, found.output) == (0, said)


CUT = [
    "DELETE FROM access_log WHERE n > 3",
    "UPDATE access_log_head SET n = 3, hash = (SELECT hash FROM access_log WHERE n = 3)",
    "DELETE FROM event WHERE name = 'AccessLogAnchored' AND (data ->> 'last')::int = 5",
]


async def test_an_end_that_was_cut_off_with_its_head_and_its_anchor_is_missed_by_the_topic(operator):
    await operator.five_reads_in_two_days()
    await operator.force(*CUT)
    unaware = await operator.does("verify", "--without-kafka")
    assert unaware.exit_code == 0, unaware.output
    found = await operator.does("verify")
    assert (found.exit_code, found.output) == (1, "Kafka holds an anchor of entry 5, the log ends with entry 3\n")


async def test_an_end_that_was_cut_off_and_written_over_is_missed_by_the_topic(operator):
    await operator.five_reads_in_two_days()
    await operator.force(*CUT)
    await operator.read(3)
    found = await operator.does("verify")
    said = "Kafka holds an anchor of entry 5 that the database does not hold\n"
    assert (found.exit_code, found.output) == (1, said)


async def test_an_anchor_that_was_changed_with_what_it_anchors_is_found_by_the_topic(operator):
    await operator.five_reads_in_two_days()
    await operator.force(*CUT[:2])
    await operator.read(2)
    hashed = "(SELECT encode(hash, 'hex') FROM access_log WHERE n = 5)"
    await operator.force(
        f"UPDATE event SET data = jsonb_set(data::jsonb, '{{digest}}', to_jsonb({hashed})) "
        "WHERE name = 'AccessLogAnchored' AND (data ->> 'last')::int = 5"
    )
    assert (await operator.does("verify", "--without-kafka")).exit_code == 0
    found = await operator.does("verify")
    assert (found.exit_code, found.output) == (1, "entry 5 is not the one that its anchor in Kafka names\n")


async def test_without_kafka_nothing_is_said_to_be_sound_unless_that_is_asked_for(operator):
    await operator.read(1)
    away = Installation.model_validate_json(operator.file.read_text("utf-8"))
    operator.file.write_text(away.model_copy(update={"kafka": f"127.0.0.1:{free_port()}"}).model_dump_json(), "utf-8")
    refused = await operator.does("verify")
    assert refused.exit_code == 1
    assert refused.output.startswith("Kafka does not answer")
    alone = await operator.does("verify", "--without-kafka")
    assert alone.exit_code == 0
    assert alone.output.endswith("Kafka was not asked\n")


async def test_a_topic_that_is_gone_is_named(operator):
    elsewhere = Installation.model_validate_json(operator.file.read_text("utf-8"))
    operator.file.write_text(elsewhere.model_copy(update={"topic_prefix": "nowhere"}).model_dump_json(), "utf-8")
    refused = await operator.does("verify")
    assert refused.exit_code == 1
    assert refused.output.startswith("the topic nowhere.recruitment.v1 is not there")


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE access_log SET purpose = 'letter' WHERE n = 2", "entry 2 is not as it was written"),
        ("DELETE FROM access_log WHERE n = 2", "entry 2 is missing"),
    ],
)
async def test_the_first_entry_at_fault_is_named_and_the_status_says_so(operator, statement, says):
    await operator.read(3)
    await operator.force(statement)
    found = await operator.does("verify")
    assert (found.exit_code, found.output) == (1, f"{says}\n")


async def test_the_reads_of_a_person_are_exported_without_a_name(operator, tmp_path):
    await operator.read(2)
    printed = await operator.does("export", operator.person)
    lines = [json.loads(line) for line in printed.output.splitlines()]
    assert [(one["n"], one["purpose"], one["roles"]) for one in lines] == [
        (1, "attendance_sheet", ["trainer"]),
        (2, "attendance_sheet", ["trainer"]),
    ]
    assert "Brzoza" not in printed.output
    out = tmp_path / "reads.csv"
    written = await operator.does("export", operator.person, "--out", str(out), "--format", "csv")
    assert written.exit_code == 0
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert [(row["n"], row["fields"], row["actor"]) for row in rows] == [
        (str(one["n"]), "family_name given_name", one["actor"]) for one in lines
    ]


async def test_an_export_for_nobody_leaves_no_file(operator, tmp_path):
    out = tmp_path / "reads.jsonl"
    refused = await operator.does("export", str(uuid4()), "--out", str(out))
    assert (refused.exit_code, out.exists()) == (1, False)
    assert refused.output.startswith("unknown_person")


async def test_the_operator_looks_into_the_log_and_reads_nobody(operator):
    await operator.read(1)
    await operator.does("verify")
    await operator.does("export", operator.person)
    (row,) = await operator.fetch("SELECT actor FROM access_log")
    assert row["actor"] != OPERATOR
