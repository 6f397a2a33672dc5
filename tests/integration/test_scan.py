"""`kladka privacy scan` on real PostgreSQL and Kafka: what is leaked on purpose is found where it lies, and nothing else."""

import asyncio
import base64
import gzip
import json
import zipfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from typer.testing import CliRunner, Result

from deploy.cli.main import app
from shared.bus.topics import ensure_topics
from shared.privacy.ring import Owner
from shared.privacy.wrapping import Wrapping
from shared.store.database import Database
from shared.store.keyring import Keyring
from tests.support.backup import Place, databases
from tests.support.bus import producer
from tests.unit.deploy.test_needles import FORMS, NAME, PESEL

REGISTRY, DOOR = "recruitment", "gateway"
ADD = """
INSERT INTO event (event_id, stream_id, version, name, schema_version, data, sequence, message_key, message, effective_on,
                   recorded_at, correlation, causation, actor)
SELECT $1, 's', 1, 'Told', 1, $2, 1, 'p', $3, '2021-03-01', clock_timestamp(), $1, $1, $1
"""
EVENT = UUID(int=7)
COMMAND = "INSERT INTO command (actor, key, fingerprint, answer) VALUES ($1, $2, '\\x00', $3)"
PARKED = """
INSERT INTO parked (consumer, stream, sequence, reason, detail, topic, kafka_partition, kafka_offset, headers)
VALUES ('c', 's', 9, 'hole', '', 't', 0, 7, $1)
"""


@dataclass(frozen=True)
class House:
    """Two databases, a topic and a run directory; `values` is the file of what is looked for."""

    place: Place
    directory: Path

    @property
    def topic(self) -> str:
        return f"{self.place.installation.topic_prefix}.recruitment.v1"

    async def scan(self, *more: object) -> Result:
        file = self.directory / "run" / "installation.json"
        words = ["privacy", "scan", "--values", self.directory / "values", "--installation", file, *more]
        return await asyncio.to_thread(CliRunner().invoke, app, [str(word) for word in words])

    async def found(self, *more: object) -> list[str]:
        """What is printed before the last line, which sums up. No line ever holds a value."""
        result = await self.scan(*more)
        *lines, _ = result.output.splitlines()
        for value in (NAME, PESEL, "Kanarkowska"):
            assert value.casefold() not in result.output.casefold()
        assert result.exit_code == (1 if lines else 0), result.output
        return lines


@pytest.fixture
async def house(stack, topic_prefix, tmp_path) -> AsyncIterator[House]:
    async with databases(stack, topic_prefix, tmp_path, (REGISTRY, DOOR)) as place:
        (tmp_path / "run" / "logs").mkdir(parents=True)
        (tmp_path / "run" / "logs" / "recruitment.log").write_text('{"message": "started"}\n', "utf-8")
        (tmp_path / "run" / "installation.json").write_text(place.installation.model_dump_json(), "utf-8")
        (tmp_path / "values").write_text(f"{NAME}\n\n{PESEL}\n", "utf-8")
        whole = House(place, tmp_path)
        await ensure_topics(place.installation.kafka, [whole.topic], 1)
        yield whole


async def test_nothing_is_found_where_only_what_is_sealed_stands(house):
    """And it is said how much was searched: a search that reads nothing finds nothing."""
    database = Database(house.place.installation.database(REGISTRY), pool=2)
    owner = Owner(str(uuid4()), "p")
    ring = await Keyring(database, Wrapping.from_file(house.place.installation.sealing_keys[REGISTRY])).for_sealing([owner])
    token = ring.seal(NAME, owner, "name", EVENT)
    await database.close()
    await house.place.run(REGISTRY, ADD, EVENT, json.dumps({"name": token}), json.dumps({"person": owner.subject}).encode())
    async with producer(house.place.installation.kafka) as sender:
        await sender.send_and_wait(house.topic, json.dumps({"person": owner.subject}).encode())
    result = await house.scan()
    assert result.exit_code == 0, result.output
    said = result.output.split(": ")[0]
    searched = {what: int(number.replace(",", "")) for number, what in (part.split(" ") for part in said.split(", "))}
    assert searched["values"] == 2
    assert searched["tables"] > 30, "of two databases"
    assert searched["rows"] > 3
    assert (searched["topics"], searched["records"], searched["files"]) == (1, 1, 1)


class TestDatabases:
    async def test_json_bytes_and_text_are_found_by_column_and_key(self, house):
        await house.place.run(REGISTRY, ADD, EVENT, json.dumps({"name": NAME}), json.dumps({"name": NAME}).encode())
        assert await house.found() == [
            "recruitment.event.data  position 1",
            "recruitment.event.message  position 1",
        ]

    async def test_of_many_rows_the_one_is_named(self, house):
        fill = "INSERT INTO command (actor, key, fingerprint, answer) SELECT $1, n::text, '\\x00', repeat('a', 2000)"
        await house.place.run(REGISTRY, f"{fill} FROM generate_series(1, 3000) AS n", EVENT)
        await house.place.run(REGISTRY, COMMAND, EVENT, "leak", f"of {PESEL}")
        assert await house.found() == [f"recruitment.command.answer  actor {EVENT}, key leak"]

    async def test_a_key_that_holds_a_value_is_not_shown(self, house):
        await house.place.run(REGISTRY, COMMAND, EVENT, f"register {NAME}", "")
        assert await house.found() == ["recruitment.command.key  ctid (0,1)"]

    async def test_headers_of_a_parked_record_are_opened(self, house):
        header = base64.b64encode(f"by {NAME}".encode()).decode()
        await house.place.run(REGISTRY, PARKED, json.dumps([["x", header]]))
        assert await house.found() == ["recruitment.parked.headers  id 1"]

    async def test_every_schema_and_every_database_is_searched(self, house):
        await house.place.run(REGISTRY, "INSERT INTO keyring.data_key VALUES ($1, 'p', '\\x00', 'k1')", PESEL)
        await house.place.run(DOOR, "CREATE TABLE notes (body text)")
        await house.place.run(DOOR, "INSERT INTO notes VALUES ($1), ('nothing'), ($1)", NAME)
        assert await house.found() == [
            "recruitment.keyring.data_key.subject  ctid (0,1)",
            "gateway.notes.body  ctid (0,1)",
            "gateway.notes.body  ctid (0,3)",
        ]

    async def test_what_the_planner_has_sampled_before_it_was_deleted_is_found(self, house):
        await house.place.run(DOOR, "CREATE TABLE notes (body text)")
        await house.place.run(DOOR, "INSERT INTO notes SELECT $1 FROM generate_series(1, 9)", NAME)
        await house.place.run(DOOR, "ANALYZE notes")
        await house.place.run(DOOR, "DELETE FROM notes")
        assert await house.found() == ["gateway.pg_stats.most_common_vals  schema public, table notes, column body"]

    async def test_a_database_that_does_not_answer_is_no_clean_one(self, house):
        await house.place.drop(DOOR)
        assert await house.found() == ["the database of gateway was not searched: InvalidCatalogNameError"]

    async def test_a_value_is_found_in_any_form_as_text_and_in_bytes(self, house):
        for number, form in enumerate(FORMS.values()):
            await house.place.run(REGISTRY, COMMAND, EVENT, f"{number:02}", form)
            await house.place.run(DOOR, "CREATE TABLE IF NOT EXISTS notes (n int PRIMARY KEY, body bytea)")
            await house.place.run(DOOR, "INSERT INTO notes VALUES ($1, $2)", number, form.encode())
        lines = await house.found()
        assert lines[: len(FORMS)] == [f"recruitment.command.answer  actor {EVENT}, key {n:02}" for n in range(len(FORMS))]
        assert lines[len(FORMS) :] == [f"gateway.notes.body  n {n}" for n in range(len(FORMS))]


async def test_keys_headers_and_values_of_records_are_found_by_their_offsets(house):
    async with producer(house.place.installation.kafka) as sender:
        await sender.send_and_wait(house.topic, b"nothing", partition=1)
        await sender.send_and_wait(house.topic, json.dumps({"name": NAME}).encode(), partition=1)
        await sender.send_and_wait(house.topic, b"x", key=PESEL.encode(), partition=0)
        await sender.send_and_wait(house.topic, None, key=b"k", headers=[("a", b""), ("b", NAME.encode())], partition=2)
    assert sorted(await house.found()) == [
        f"{house.topic}  0@0, key",
        f"{house.topic}  1@1, value",
        f"{house.topic}  2@0, header 1",
    ]


class TestFiles:
    async def test_logs_of_the_run_directory_are_found_by_their_lines(self, house):
        log = house.directory / "run" / "logs" / "finance.log"
        log.write_text("\n" * 5 + f"refused {PESEL}\n" + "x" * 3_000_000 + f"\n{NAME}", "utf-8")
        assert await house.found() == [f"{log}  line 6", f"{log}  line 8"]

    async def test_what_is_packed_is_opened(self, house):
        mail = house.directory / "mail"
        mail.mkdir()
        with gzip.open(mail / "a.gz", "wt", encoding="utf-8") as file:
            file.write(f"\n{NAME}")
        with zipfile.ZipFile(mail / "b.zip", "w") as archive:
            archive.writestr("one", "nothing")
            archive.writestr("two", NAME)
        (mail / "c.eml").write_bytes(b"Subject: \n\n" + base64.encodebytes(f"Szanowna Pani {NAME}".encode()))
        assert await house.found("--path", mail) == [
            f"{mail}/a.gz  line 2",
            f"{mail}/b.zip, part 2  line 1",
            f"{mail}/c.eml  line 3",
        ]

    async def test_a_backup_is_read_as_what_it_would_restore(self, house):
        await house.place.run(REGISTRY, ADD, EVENT, "{}", json.dumps({"name": NAME}).encode())
        backup = await house.place.back_up(house.directory / "backup", house.directory / "apart")
        await house.place.administer("ALTER TABLE event DISABLE TRIGGER ALL; DELETE FROM event", house.place.path(REGISTRY))
        (line,) = await house.found("--path", backup, "--path", house.directory / "apart")
        assert line.startswith(f"{backup}/recruitment.dump, as SQL  line ")

    async def test_the_name_of_a_file_is_found_and_not_shown(self, house):
        letters = house.directory / "letters"
        letters.mkdir()
        (letters / "Kanarkowska-Łoś_85051712345.pdf").write_bytes(b"x")
        assert await house.found("--path", letters) == [f"{letters}  the name of a file"]

    @pytest.mark.parametrize("content", [b"\x1f\x8b broken", b"PGDMP broken", b"PK\x03\x04 broken"])
    async def test_what_cannot_be_read_is_no_clean_one(self, house, content):
        (house.directory / "broken").write_bytes(content)
        (line,) = await house.found("--path", house.directory / "broken")
        assert line.startswith(f"{house.directory}/broken was not searched: ")

    async def test_a_path_that_is_not_there_is_no_clean_one(self, house):
        (line,) = await house.found("--path", house.directory / "nowhere")
        assert line == f"{house.directory}/nowhere was not searched: it does not exist"


class TestValues:
    async def test_short_ones_are_refused_unless_that_is_wanted(self, house):
        (house.directory / "values").write_text("Jan\nu-1\nAnna", "utf-8")
        await house.place.run(REGISTRY, COMMAND, EVENT, "leak", "January")
        result = await house.scan()
        assert (result.exit_code, "2 values have fewer than 4 letters" in result.output) == (1, True)
        assert "recruitment" not in result.output, "nothing was searched"
        forced = await house.scan("--force")
        assert "recruitment.command.answer" in forced.output

    async def test_they_can_be_piped_in(self, house):
        await house.place.run(REGISTRY, COMMAND, EVENT, "leak", NAME)
        words = ["privacy", "scan", "--values", "-", "--installation", str(house.directory / "run" / "installation.json")]
        result = await asyncio.to_thread(CliRunner().invoke, app, words, f"{NAME}\n")
        assert (result.exit_code, "recruitment.command.answer" in result.output) == (1, True)

    @pytest.mark.parametrize("content", ["", "\n  \n"])
    async def test_without_any_there_is_nothing_to_look_for(self, house, content):
        (house.directory / "values").write_text(content, "utf-8")
        result = await house.scan()
        assert (result.exit_code, "there is nothing to look for" in result.output) == (1, True)
