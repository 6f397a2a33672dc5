"""A command's fingerprint: the same in every process, different for every difference, personal texts included."""

import subprocess
import sys

import pytest

from shared.kernel.command import Command
from shared.privacy.personal import Personal
from shared.store.transaction import body_bytes

IN_ANOTHER_PROCESS = """
from tests.unit.shared.test_fingerprint import Form
from shared.store.transaction import body_bytes
print(body_bytes(Form(name="Anna", kinds=frozenset({"coupled", "psychiatric", "intellectual"}))).decode())
"""


class Form(Command):
    name: Personal
    kinds: frozenset[str] = frozenset()


def test_a_set_in_a_command_counts_the_same_whatever_its_order_in_memory():
    said = {
        subprocess.run(
            [sys.executable, "-c", IN_ANOTHER_PROCESS], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2", "3", "4")
    }
    assert len(said) == 1


@pytest.mark.parametrize("other", [Form(name="Ewa"), Form(name="Anna", kinds=frozenset({"coupled"}))])
def test_every_difference_shows_also_one_in_a_personal_text(other):
    assert body_bytes(other) != body_bytes(Form(name="Anna"))


def test_a_personal_text_is_hidden_wherever_a_command_is_shown():
    form = Form(name="Anna")
    assert "Anna" not in repr(form) + str(form) + form.model_dump_json()
