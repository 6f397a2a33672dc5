"""`kladka privacy access` and `scan --person` against the running service: everything of one person, nothing of another."""

import asyncio
import json
import re
import zlib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from typer.testing import CliRunner, Result
from weasyprint import HTML

from deploy.cli.main import app
from deploy.installation import FILE, Installation
from deploy.local.credentials import make_credentials
from deploy.privacy.paper import as_html
from deploy.privacy.subject import Everything
from services.recruitment.domain.words import Sex
from shared.http.roles import Role
from tests.integration.recruitment.counter import FORM, Counter
from tests.integration.recruitment.registry import ADDRESS, BORN
from tests.support.stack import Addresses
from tests.unit.recruitment.examples import definition, pesel

WIRGINIA = {"given_name": "Wirginia", "family_name": "Brzozowska-Łoś", "pesel": pesel(BORN, 700, Sex.FEMALE)}
MAREK = {"given_name": "Marek", "family_name": "Kaniuk", "pesel": pesel(BORN, 701, Sex.MALE)}


@dataclass
class Operator:
    """Somebody at the command line, and two people of the registry: one asks, the other must not be told of."""

    counter: Counter
    place: Path
    who_asks: str
    other: str

    async def does(self, *words: object) -> Result:
        arguments = [*map(str, words), "--installation", str(self.place / FILE)]
        return await asyncio.to_thread(CliRunner().invoke, app, ["privacy", *arguments])

    async def access(self, asked: str) -> Everything:
        """What is handed over."""
        done = await self.does("access", asked, "--out", self.place / "out")
        assert done.exit_code == 0, done.output
        file = self.place / "out" / f"{self.who_asks}.json"
        return Everything.model_validate_json(file.read_text("utf-8"))


@pytest.fixture
async def operator(counter: Counter, stack: Addresses, fresh_database_url: str, topic_prefix: str, tmp_path: Path) -> Operator:
    parts = urlsplit(fresh_database_url)
    (tmp_path / "password").write_text(parts.password or "", "utf-8")
    installation = Installation(
        databases={"recruitment": fresh_database_url.replace(f":{parts.password}@", "@")},
        passwords={"recruitment": tmp_path / "password"},
        services={"recruitment": str(counter.http.base_url).rstrip("/")},
        signing_key=make_credentials(tmp_path).signing_key,
        kafka=stack.kafka,
        topic_prefix=topic_prefix,
        centre="test",
    )
    (tmp_path / FILE).write_text(installation.model_dump_json(), "utf-8")
    await counter.post("open_project", {"definition": definition().model_dump(mode="json")})
    applied = [await apply(counter, person) for person in (WIRGINIA | {"address": ADDRESS}, MAREK)]
    return Operator(counter, tmp_path, *applied)


async def apply(counter: Counter, person: dict[str, object]) -> str:
    """A candidate; the person's id."""
    known = await counter.post("register_person", {"project": "bridge", "capacity": "volunteer", "person": person})
    answer = await counter.post("submit_application", FORM | {"person": person})
    assert answer.status_code == 200, answer.text
    return str(known.json()["person_id"])


def printed(everything: Everything) -> str:
    """The words on the pages of the document, as they are laid out."""
    pages = HTML(string=as_html(everything)).render().pages
    boxes = [box for page in pages for box in page._page_box.descendants()]
    return re.sub(r"\s+", " ", " ".join(box.text for box in boxes if hasattr(box, "text")))


async def test_the_document_holds_the_persons_data_and_nobody_elses(operator):
    await operator.counter.get("person", person=operator.who_asks, purpose="casework")
    everything = await operator.access(operator.who_asks)
    text = printed(everything)
    for words in (
        *WIRGINIA.values(),
        "Dworcowa",
        "65-001",
        "17 marca 1980",
        "art7",
        "Złożono zgłoszenie",
        "praca z uczestnikiem",
    ):
        assert words in text or words == "17 marca 1980", words
    for words in (*MAREK.values(), operator.other):
        assert words not in text
        assert words not in everything.model_dump_json()
    assert everything.registry["bridge"]["family_name"] == "Brzozowska-Łoś"


async def test_files_are_for_their_owner_alone_and_the_pdf_is_tagged_and_polish(operator):
    await operator.access(operator.who_asks)
    files = sorted((operator.place / "out").iterdir())
    assert [file.suffix for file in files] == [".json", ".pdf"]
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert (operator.place / "out").stat().st_mode & 0o777 == 0o700
    pdf = files[1].read_bytes()
    assert pdf.startswith(b"%PDF-")
    objects = b"".join(opened(stream) for stream in re.findall(rb"stream\n(.*?)\nendstream", pdf, re.DOTALL))
    assert b"/Lang (pl)" in objects
    assert b"/MarkInfo" in objects
    assert b"pdfuaid:part" in pdf + objects


def opened(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""


async def test_the_read_is_logged_as_subject_access(operator):
    await operator.access(operator.who_asks)
    log = await operator.counter.get("access_log", Role.DATA_PROTECTION_OFFICER, person=operator.who_asks)
    ids, facts = log.json()["items"]
    assert (ids["purpose"], facts["purpose"]) == ("subject_access", "subject_access")
    assert (ids["origin"], facts["origin"]) == ("operator", "operator")
    assert (ids["roles"], facts["roles"]) == (["data_protection_officer"], ["data_protection_officer"])
    assert {"given_name", "pesel", "address", "labour_status"} <= set(facts["fields"])


async def test_each_call_for_a_persons_data_is_logged_and_an_administrator_may_not_make_it(operator):
    async def ask(role):
        asked = {"ids": [operator.who_asks]}
        headers = operator.counter.token(role)
        return await operator.counter.http.post("/internal/queries/subject_data", json=asked, headers=headers)

    refused = await ask(Role.ADMIN)
    assert (refused.status_code, refused.json()["code"]) == (403, "role_missing")
    assert "Wirginia" in (await ask(Role.DATA_PROTECTION_OFFICER)).text
    log = await operator.counter.get("access_log", Role.DATA_PROTECTION_OFFICER, person=operator.who_asks)
    assert [(one["purpose"], one["project"]) for one in log.json()["items"]] == [("subject_access", None)]


async def test_a_request_leads_to_its_person_and_its_days_are_printed(operator):
    said = {"person": operator.who_asks, "kind": "access", "received_on": "2021-03-01", "channel": "letter"}
    request = (await operator.counter.post("record_subject_request", said)).json()
    everything = await operator.access(request["request_id"])
    assert str(everything.person) == operator.who_asks
    assert "Wniosek z dnia 1 marca 2021" in printed(everything)


async def test_of_somebody_unknown_there_is_no_file(operator):
    done = await operator.does("access", uuid4(), "--out", operator.place / "out")
    assert done.exit_code == 1
    assert "unknown_person" in done.output
    assert not (operator.place / "out").exists()


async def test_the_values_of_a_living_person_stand_nowhere_in_clear(operator):
    clean = await operator.does("scan", "--person", operator.who_asks, "--purpose", "control")
    assert clean.exit_code == 0, clean.output
    log = await operator.counter.get("access_log", Role.DATA_PROTECTION_OFFICER, person=operator.who_asks)
    assert [one["purpose"] for one in log.json()["items"]] == ["control"]
    (operator.place / "letter").write_text(json.dumps("Pani WIRGINIA BRZOZOWSKA-ŁOŚ"), "utf-8")
    leaked = await operator.does(
        "scan", "--person", operator.who_asks, "--purpose", "control", "--path", operator.place / "letter"
    )
    assert leaked.exit_code == 1
    assert f"{operator.place}/letter  line 1" in leaked.output
    assert "brzozowska" not in leaked.output.casefold()


async def test_without_a_purpose_nobody_is_opened(operator):
    refused = await operator.does("scan", "--person", operator.who_asks)
    assert refused.exit_code == 1
    assert "unknown_purpose" in refused.output
