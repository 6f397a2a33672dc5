"""Processes of the stack: ready or reported, supervised or left alone, and never left behind."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from signal import SIGTERM

import psutil
import pytest

from deploy.cli.interruption import Interrupted, interruptible
from deploy.local import child, supervisor
from deploy.local.errors import PartFailed
from deploy.local.leftovers import PidFile, end_leftovers
from deploy.local.part import Supervision
from deploy.local.ports import free_port
from deploy.local.run_directory import CHECKOUT
from deploy.local.service import Service
from deploy.local.supervisor import State, watch
from deploy.local.waiting import holds_within

STAND_IN = (sys.executable, str(Path(__file__).parent / "stand_in.py"))


def stand_in(run_dir: Path, behaviour: str = "") -> Service:
    port = free_port()
    settings = {"KLADKA_PORT": str(port), "KLADKA_STAND_IN": behaviour}
    return Service("stand_in", run_dir, port=port, environment=settings, command=STAND_IN)


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    """A running stand-in."""
    started = stand_in(tmp_path)
    await started.start()
    yield started
    await started.stop()


def is_gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


async def test_a_service_is_started_when_it_is_ready(service: Service) -> None:
    assert await service.ready()


async def test_a_service_that_ends_at_once_is_reported_with_the_end_of_its_log(tmp_path: Path) -> None:
    with pytest.raises(PartFailed, match="this stand-in never starts"):
        await stand_in(tmp_path, "broken").start()


async def test_a_service_that_ignores_the_request_to_end_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "GRACE", 0.3)
    stubborn = stand_in(tmp_path, "stubborn")
    await stubborn.start()
    pid = stubborn.pid
    assert pid is not None

    await stubborn.stop()

    assert is_gone(pid)


async def test_a_start_that_is_cancelled_leaves_nothing_running(tmp_path: Path) -> None:
    service = Service("idle", tmp_path, port=free_port(), environment={}, command=("sleep", "600"))
    start = asyncio.create_task(service.start())
    assert await holds_within(5, lambda: as_answer(service.alive))

    start.cancel()
    with pytest.raises(asyncio.CancelledError):
        await start

    assert not service.alive
    assert not PidFile(tmp_path / "pids" / "idle.json").path.exists()


async def as_answer(value: bool) -> bool:
    return value


# --- supervision -------------------------------------------------------------------------------------------------------


@pytest.fixture
async def watched(service: Service) -> AsyncIterator[tuple[Service, list[State]]]:
    """A running stand-in with a supervisor, and what the supervisor has said."""
    said: list[State] = []
    watching = asyncio.create_task(watch(service, lambda _, state: said.append(state)))
    yield service, said
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)


async def test_a_killed_service_comes_back(watched: tuple[Service, list[State]]) -> None:
    service, said = watched
    former = service.pid

    await service.kill()

    assert await holds_within(10, lambda: as_answer(said == [State.DOWN, State.READY]))
    assert await service.ready()
    assert service.pid != former


async def test_a_killed_service_that_is_left_alone_is_restarted_by_hand(watched: tuple[Service, list[State]]) -> None:
    service, said = watched
    service.supervision = Supervision.LEAVE

    await service.kill()
    assert not await holds_within(1, lambda: as_answer(service.alive))
    await service.restart()

    assert await service.ready()
    assert said == []


async def test_a_service_that_was_stopped_stays_down(watched: tuple[Service, list[State]]) -> None:
    service, said = watched

    await service.stop()

    assert not await holds_within(1, lambda: as_answer(service.alive))
    assert said == []


async def test_a_service_that_hangs_is_replaced(watched: tuple[Service, list[State]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "LOOK_EVERY", 0.1)
    service, _ = watched
    monkeypatch.setattr(service, "healthy", service.ready)
    monkeypatch.setattr("deploy.local.http_probe.ANSWERS_WITHIN", 0.2)
    hanging = psutil.Process(service.pid)

    hanging.suspend()

    assert await holds_within(20, lambda: as_answer(is_gone(hanging.pid)))
    assert await holds_within(20, service.ready)


async def test_what_is_frozen_on_purpose_is_left_alone_until_it_is_thawed(
    watched: tuple[Service, list[State]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "LOOK_EVERY", 0.05)
    service, said = watched
    monkeypatch.setattr(service, "healthy", service.ready)
    monkeypatch.setattr("deploy.local.http_probe.ANSWERS_WITHIN", 0.1)
    former = service.pid

    service.freeze()
    assert not await service.ready()
    assert not await holds_within(2, lambda: as_answer(service.pid != former))  # ten times what a hanging one is given
    service.thaw()

    assert await holds_within(5, service.ready)
    assert service.pid == former
    assert said == []


async def test_what_is_killed_while_it_is_frozen_comes_back(watched: tuple[Service, list[State]]) -> None:
    service, said = watched
    former = service.pid
    service.freeze()

    await service.kill()

    assert await holds_within(10, lambda: as_answer(said == [State.DOWN, State.READY]))
    assert await service.ready()
    assert service.pid != former


async def test_what_is_frozen_can_be_stopped(service: Service) -> None:
    pid = service.pid
    assert pid is not None
    service.freeze()

    await asyncio.wait_for(service.stop(), 5)  # it hears of it: no grace runs out

    assert is_gone(pid)


async def test_a_service_that_cannot_start_any_more_is_given_up(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "PAUSES", (0.0,) * supervisor.FAILED_STARTS)
    service.environment["KLADKA_STAND_IN"] = "broken"
    watching = asyncio.create_task(watch(service, lambda _, __: None))

    await service.kill()

    with pytest.raises(PartFailed, match="this stand-in never starts"):
        await asyncio.wait_for(watching, 20)


# --- what a run that died hard leaves ----------------------------------------------------------------------------------


SLEEP = ["sleep", "600"]


@asynccontextmanager
async def sleeping() -> AsyncIterator[subprocess.Popen[bytes]]:
    """A process that is none of the stack's; its command line can be read a moment after it was started."""
    with subprocess.Popen(SLEEP) as process:
        try:
            assert await holds_within(5, lambda: as_answer(psutil.Process(process.pid).cmdline() == SLEEP))
            yield process
        finally:
            process.kill()


async def test_a_leftover_of_the_same_run_directory_is_ended(tmp_path: Path) -> None:
    async with sleeping() as left:
        PidFile(tmp_path / "pids" / "finance.json").write(left.pid, SLEEP, SIGTERM)

        assert end_leftovers(tmp_path) == ["finance"]
        assert is_gone(left.pid)

    assert not list((tmp_path / "pids").iterdir())


@pytest.mark.parametrize("changed", [{"started": 1.0}, {"argv": ["sleep", "601"]}])
async def test_another_process_with_the_pid_of_a_leftover_is_spared(tmp_path: Path, changed: dict[str, object]) -> None:
    record = tmp_path / "pids" / "finance.json"
    async with sleeping() as stranger:
        PidFile(record).write(stranger.pid, SLEEP, SIGTERM)
        record.write_text(json.dumps(json.loads(record.read_text()) | changed))

        assert end_leftovers(tmp_path) == []
        assert not is_gone(stranger.pid)


PARENT = """
import asyncio, sys
from pathlib import Path
from deploy.local.service import Service

async def main():
    port = int(sys.argv[2])
    service = Service("child", Path(sys.argv[1]), port=port, environment={"KLADKA_PORT": sys.argv[2]}, command=sys.argv[3:])
    await service.start()
    print(service.pid, flush=True)
    await service.ended()

asyncio.run(main())
"""


def test_a_child_does_not_outlive_a_parent_that_is_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", PARENT, str(tmp_path), str(free_port()), *STAND_IN]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=CHECKOUT, text=True) as parent:
        assert parent.stdout is not None
        orphan = psutil.Process(int(parent.stdout.readline()))
        parent.kill()

    end_leftovers(tmp_path)  # where the kernel does not tell children, the next run does

    assert psutil.wait_procs([orphan], timeout=5)[1] == []


# --- signals -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("request_to_end", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
async def test_a_signal_interrupts_a_command_once_and_lets_it_clean_up(request_to_end: signal.Signals) -> None:
    cleaned: list[str] = []

    async def command() -> None:
        with interruptible():
            try:
                os.kill(os.getpid(), request_to_end)
                await asyncio.Event().wait()
            finally:
                os.kill(os.getpid(), request_to_end)
                await asyncio.to_thread(lambda: None)
                cleaned.append("everything")

    with pytest.raises(Interrupted, match=request_to_end.name):
        await asyncio.wait_for(asyncio.create_task(command()), 10)

    assert cleaned == ["everything"]
