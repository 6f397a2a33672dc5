"""What the README tells a newcomer to type does what it says."""

import asyncio
import os
import re
import signal
from asyncio.subprocess import PIPE, STDOUT, Process
from pathlib import Path

import pytest

from deploy.play.client import Accounts, Client
from tests.system.installation import installation

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
CONSOLE = [
    line.split("#")[0].strip() for block in re.findall(r"```console\n(.*?)```", README, re.S) for line in block.splitlines()
]
PYTHON = re.findall(r"```python\n(.*?)```", README, re.S)


async def started(command: str, **environment: str) -> Process:
    """In a process group of its own, so that Ctrl-C can be sent to it as a terminal would."""
    full = {**os.environ, "COLUMNS": "140", **environment}
    return await asyncio.create_subprocess_shell(
        f"exec {command}", cwd=ROOT, env=full, stdout=PIPE, stderr=STDOUT, start_new_session=True
    )


def test_the_readme_names_the_commands_that_are_tried_here():
    assert CONSOLE == ["make demo", "make up", "make test"]


async def test_make_demo_plays_the_project_and_prints_what_came_of_it():
    demo = await started("make demo", KLADKA_DEMO_PEOPLE="30", KLADKA_DEMO_PLACES="20")
    printed = (await asyncio.wait_for(demo.communicate(), 400))[0].decode()
    assert demo.returncode == 0, printed
    for title in ("Lista rezerwowa", "Wsparcie w czerwcu 2023", "Dlaczego", "SPRAWOZDANIE KOŃCOWE", "EFEKTYWNOŚĆ"):
        assert title in printed
    assert not (ROOT / ".run" / "demo").exists(), "nothing is left behind"


@pytest.mark.long
async def test_make_up_prints_addresses_and_accounts_and_ends_with_ctrl_c():
    up = await started("make up", KLADKA_UP_PORT="0", KLADKA_DEMO_PEOPLE="30", KLADKA_DEMO_PLACES="20")
    try:
        printed = await until_printed(up, "Ctrl-C stops everything")
        assert "social_worker_ois" in printed
        url = re.search(r"http://127\.0\.0\.1:\d+", printed)
        assert url is not None
        async with Client(url[0], Accounts.from_file(ROOT / ".run" / "up-demo" / "keys" / "accounts.json")) as client:
            reports = await client.ask("auditor", "submitted_reports", {"project": "gora-pomocy-3"})
            assert [one["kind"] for one in reports.body["items"]] == ["periodic", "periodic", "closing"]
    finally:
        os.killpg(up.pid, signal.SIGINT)  # as a terminal does
        rest = (await asyncio.wait_for(up.communicate(), 60))[0].decode()
    assert "stopped" in rest


async def until_printed(process: Process, words: str) -> str:
    assert process.stdout is not None
    printed = ""
    async with asyncio.timeout(240):
        while words not in printed:
            line = await process.stdout.readline()
            assert line, f"it ended early: {printed}"
            printed += line.decode()
    return printed


async def test_what_make_test_would_run_exists():
    dry = await started("make --dry-run test")
    printed = (await dry.communicate())[0].decode()
    assert dry.returncode == 0
    assert ".venv/bin/pytest" in printed
    assert ".venv/bin/mypy" in printed


async def test_the_subscriber_of_the_readme_receives_events(tmp_path, capsys):
    (code,) = PYTHON
    names: dict = {}
    exec(code, names)  # noqa: S102 - the README's own words are what is tested
    async with installation(tmp_path) as whole, whole.client() as client:
        await client.send("admin", "open_project", {"definition": definition()}, "readme")
        watching = asyncio.create_task(names["watch"](whole.stack.kafka.address))
        async with asyncio.timeout(30):
            printed = ""
            while "ProjectOpened.v1" not in printed:
                await asyncio.sleep(0.05)
                printed += capsys.readouterr().out
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
    assert "project:gora-pomocy-3" in printed


def definition() -> dict:
    import yaml

    content = yaml.safe_load((ROOT / "deploy" / "projects" / "gora-pomocy-3.yaml").read_text("utf-8"))
    return yaml_dates_as_text(content["project"])


def yaml_dates_as_text(value):
    if isinstance(value, dict):
        return {key: yaml_dates_as_text(part) for key, part in value.items()}
    if isinstance(value, list):
        return [yaml_dates_as_text(part) for part in value]
    return value.isoformat() if hasattr(value, "isoformat") else value
