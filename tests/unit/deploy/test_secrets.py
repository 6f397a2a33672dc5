"""`kladka secrets` makes what an installation needs, once, and closes the directory."""

import stat
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from deploy.cli.main import app
from deploy.local.settings import SERVICES
from shared.privacy.wrapping import read_keys

COMPOSE = yaml.safe_load((Path(__file__).parents[3] / "deploy" / "compose.yaml").read_text("utf-8"))


@pytest.fixture
def place(tmp_path) -> Path:
    made = tmp_path / "secrets"
    assert CliRunner().invoke(app, ["secrets", str(made)]).exit_code == 0
    return made


def contents(place: Path) -> dict[str, str]:
    return {file.name: file.read_text("utf-8") for file in place.iterdir()}


def test_every_secret_that_compose_names_is_made(place):
    assert {*COMPOSE["secrets"], "accounts.json"} == contents(place).keys()


def test_no_two_services_share_a_password_or_a_key(place):
    passwords = [contents(place)[f"database-{role}.password"] for role in ("postgres", *SERVICES)]
    assert len(set(passwords)) == 7
    keys = [text for name, text in contents(place).items() if name.startswith("sealing-")]
    assert len(set(keys)) == 4
    assert {len(key) for text in keys for key in read_keys(text).values()} == {32}


def test_a_second_run_replaces_nothing_and_makes_what_is_missing(place):
    before = contents(place)
    (place / "database-finance.password").unlink()
    again = CliRunner().invoke(app, ["secrets", str(place)])
    after = contents(place)
    assert "1 secrets made, 13 files left as they were" in again.output.replace("\n", " ")
    assert {name for name in after if after[name] != before[name]} == {"database-finance.password"}


def test_only_the_owner_enters_and_a_container_of_another_user_can_read_its_file(place):
    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in place.iterdir()} == {0o444}


def test_nothing_secret_is_printed(tmp_path):
    printed = CliRunner().invoke(app, ["secrets", str(tmp_path)]).output
    assert not any(text in printed for text in contents(tmp_path).values())
