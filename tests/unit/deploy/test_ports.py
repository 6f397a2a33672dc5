"""Ports: given once, whoever asks at the same time."""

import os
import subprocess
import sys

import pytest

from deploy.local.ports import free_port

ASKS = "from deploy.local.ports import free_port; print(free_port(), flush=True); input()"


def test_no_port_is_given_twice_by_one_process():
    assert len({free_port() for _ in range(200)}) == 200


def test_a_port_that_another_running_process_was_given_is_not_given_though_nobody_listens_on_it(monkeypatch):
    with subprocess.Popen([sys.executable, "-c", ASKS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        theirs = int(other.stdout.readline())
        monkeypatch.setattr(os, "getpid", lambda: other.pid)  # so that both begin to look at the same place
        ours = free_port()
        other.communicate("\n")
    assert ours != theirs


@pytest.mark.parametrize("end", [b"\n", None], ids=["ended", "killed"])
def test_the_port_of_a_process_that_ended_is_given_again(monkeypatch, end: bytes | None):
    with subprocess.Popen([sys.executable, "-c", ASKS], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        theirs = int(other.stdout.readline())
        if end is None:
            other.kill()
        other.communicate(end)
    monkeypatch.setattr(os, "getpid", lambda: other.pid)
    assert free_port() == theirs
