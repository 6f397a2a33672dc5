"""What clients wanted and what they were told: an intent keeps its key through all tries, and gets one answer."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO
from uuid import UUID, uuid4

WORKER, COORDINATOR, TRAINER, ACCOUNTANT = "social_worker", "coordinator", "trainer", "accountant"
"""The accounts that commands are given with."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A command somebody decides to send: the account, the operation and its inputs."""

    actor: str
    operation: str
    inputs: dict[str, Any]


@dataclass(slots=True)
class Intent:
    """A wish under its idempotency key; `status` is None until it is answered for good."""

    wish: Wish
    key: str
    correlation: UUID = field(default_factory=uuid4)
    """Stands in every event the command makes, so events and answers can be held side by side."""
    tries: int = 0
    asked_at: float = field(default_factory=time.monotonic)
    seconds: float = 0.0
    status: int | None = None
    body: Any = None

    @property
    def operation(self) -> str:
        return self.wish.operation

    @property
    def inputs(self) -> dict[str, Any]:
        return self.wish.inputs

    @property
    def accepted(self) -> bool:
        return self.status is not None and self.status < 300

    @property
    def code(self) -> str | None:
        """The code of a refusal."""
        return None if self.accepted or not isinstance(self.body, dict) else self.body.get("code")


class Log:
    """Every intent in the order it was made; each answer is also written to a file, for reading afterwards."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._file: TextIO = file.open("w", encoding="utf-8")
        self.intents: list[Intent] = []
        self._open: set[int] = set()
        self.faults: dict[str, int] = {}
        """What came back instead of an answer, by kind."""

    def asked(self, intent: Intent) -> None:
        self.intents.append(intent)
        self._open.add(id(intent))

    def failed(self, how: str) -> None:
        self.faults[how] = self.faults.get(how, 0) + 1

    def answered(self, intent: Intent, status: int, body: Any) -> None:
        intent.status, intent.body = status, body
        intent.seconds = time.monotonic() - intent.asked_at
        self._open.discard(id(intent))
        line = [intent.key, intent.operation, intent.tries, round(intent.seconds, 3), status, intent.inputs, body]
        self._file.write(json.dumps(line, ensure_ascii=False) + "\n")

    def close(self) -> None:
        self._file.close()

    @property
    def in_flight(self) -> int:
        """Intents that are sent and not answered yet."""
        return len(self._open)

    def accepted(self, *operations: str) -> Iterator[Intent]:
        """The accepted intents of these operations, in the order they were made."""
        return (one for one in self.intents if one.accepted and one.operation in operations)
