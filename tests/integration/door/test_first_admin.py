"""The first admin: made by the operator, who has the installation's key, and signs in with a password of their own."""

import asyncio
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from deploy.cli.main import app
from deploy.installation import Installation
from deploy.local.credentials import Credentials
from deploy.local.ports import LOOPBACK, free_port
from tests.support.reception import PASSWORD, Person, Reception


@pytest.fixture
def file(desk: Reception, credentials: Credentials, tmp_path: Path) -> Path:
    """The file that says where the installation is."""
    return written(tmp_path, str(desk.http.base_url), credentials)


def written(place: Path, gateway: str, credentials: Credentials) -> Path:
    here = Installation(
        databases={},
        passwords={},
        services={"gateway": gateway},
        signing_key=credentials.signing_key,
        kafka="",
        centre="test",
    )
    file = place / "installation.json"
    file.write_text(here.model_dump_json(), "utf-8")
    return file


async def run(file: Path, login: str) -> Result:
    words = ["admin", login, "Robert Sowa", "MOPS", "--installation", str(file)]
    return await asyncio.to_thread(CliRunner(env={"COLUMNS": "250"}).invoke, app, words)


async def test_the_operator_makes_the_first_admin_who_then_makes_the_others(desk: Reception, file: Path) -> None:
    said = await run(file, "r.sowa")
    assert said.exit_code == 0, said.output
    (row,) = (await desk.ask("accounts")).json()["items"]
    assert (row["login"], row["name"], row["roles"], row["must_change"]) == ("r.sowa", "Robert Sowa", ["admin"], True)
    first = Person(row["account"], "r.sowa", said.output.split()[-1])
    headers = await desk.enter(first, new_password=PASSWORD)
    body = {"login": "a.lis", "name": "Adam Lis", "roles": ["trainer"], "organisation": "MOPS"}
    assert (await desk.tell("create_account", body, headers)).status_code == 200


async def test_a_login_that_is_taken_is_said_in_a_sentence(desk: Reception, file: Path) -> None:
    await run(file, "r.sowa")
    again = await run(file, "r.sowa")
    assert (again.exit_code, again.output) == (1, "login_taken: somebody has this login\n")


async def test_a_login_that_is_none_is_said_without_asking_anybody(tmp_path: Path, credentials: Credentials) -> None:
    nobody = written(tmp_path, f"http://{LOOPBACK}:{free_port()}", credentials)
    wrong = await run(nobody, "Robert Sowa")
    assert (wrong.exit_code, wrong.output.split(":")[0]) == (1, "login")
    away = await run(nobody, "r.sowa")
    assert (away.exit_code, away.output.split(":")[0]) == (1, "unavailable")
