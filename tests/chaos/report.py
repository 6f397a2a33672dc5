"""The report of a run: what was sent, what struck, what was found, how long it took to recover."""

import json
import os
import platform
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import psutil

from tests.chaos.answers import Log
from tests.chaos.faults import Fault
from tests.chaos.faults import Kind as FaultKind
from tests.chaos.judge import Kind, Verdict

RECOVERS_WITHIN = 120.0
"""Seconds after which a recovery counts as failed, not counting those for which something was kept frozen."""


@dataclass(slots=True)
class Report:
    """All figures, as they are printed and written."""

    figures: dict[str, Any]
    findings: list[str] = field(default_factory=list)
    failed: bool = False

    def write(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        whole = self.figures | {"findings": self.findings, "failed": self.failed}
        file.write_text(json.dumps(whole, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")

    def text(self) -> str:
        figures = self.figures
        lines = [f"{name:24} {value}" for name, value in figures.items() if not isinstance(value, dict)]
        for name, values in figures.items():
            if isinstance(values, dict):
                lines += ["", name, *(f"  {key:34} {_short(value)}" for key, value in values.items())]
        lines += ["", *self.findings[:40]]
        if len(self.findings) > 40:
            lines.append(f"… and {len(self.findings) - 40} more")
        return "\n".join(lines)


def _short(value: object) -> str:
    return "  ".join(f"{key} {one}" for key, one in value.items()) if isinstance(value, dict) else str(value)


def make_report(seed: int, seconds: float, log: Log, faults: Sequence[Fault], verdict: Verdict, seen: list[str]) -> Report:
    """Put the figures together; `seen` is what staff saw otherwise than the fold says."""
    answered = [one for one in log.intents if one.status is not None]
    late = [one for one in faults if one.recovered_in is None or one.recovered_in - one.held > RECOVERS_WITHIN]
    figures = {
        "seed": seed,
        "seconds": round(seconds, 1),
        "machine": machine(),
        "commands sent": len(log.intents),
        "accepted": sum(one.accepted for one in answered),
        "refused": sum(not one.accepted for one in answered),
        "sent more than once": sum(one.tries > 1 for one in log.intents),
        "tries": sum(one.tries for one in log.intents),
        "never answered": len(log.intents) - len(answered),
        "longest answer s": round(max((one.seconds for one in answered), default=0.0), 1),
        "faults": len(faults),
        "lost": verdict.count(Kind.LOST),
        "doubled": verdict.count(Kind.DOUBLED),
        "first copies out of order": verdict.count(Kind.DISORDER),
        "wrong": verdict.count(Kind.WRONG) + len(seen),
        "duplicates on the topics": verdict.duplicates,
        "recovered later than bound": len(late),
        "load p50/max": "{p50}/{max}".format(**_spread([one.load for one in faults])),
        "recovery s": _spread([one.recovered_in for one in faults if one.recovered_in is not None]),
        "by kind": {str(kind): _of_kind([one for one in faults if one.kind is kind]) for kind in FaultKind},
        "accepted by operation": dict(Counter(one.operation for one in answered if one.accepted).most_common()),
        "refused by code": dict(Counter(f"{one.operation}: {one.code}" for one in answered if not one.accepted).most_common()),
        "instead of an answer": dict(log.faults),
    }
    findings = [*map(str, verdict.findings), *(f"seen otherwise: {one}" for one in seen)]
    failed = bool(findings or late or len(answered) < len(log.intents) or "500" in log.faults)
    return Report(figures, findings, failed)


def _of_kind(faults: Sequence[Fault]) -> dict[str, Any]:
    in_flight = [one.in_flight for one in faults]
    recovered = [one.recovered_in for one in faults if one.recovered_in is not None]
    return {
        "count": len(faults),
        "in flight min/median/max": f"{min(in_flight)}/{median(in_flight):g}/{max(in_flight)}" if faults else "-",
        "ready p50": _spread([one.ready_in for one in faults if one.ready_in is not None])["p50"],
        "recovered p50": _spread(recovered)["p50"],
        "max": _spread(recovered)["max"],
    }


def _spread(values: Sequence[float]) -> dict[str, float | None]:
    found = [round(value, 1) for value in values]
    return {"p50": median(found) if found else None, "max": max(found, default=None)}


def machine() -> str:
    memory = psutil.virtual_memory().total / 2**30
    system = f"{platform.system()} {platform.release()}"
    return f"{os.cpu_count()} processors, {memory:.0f} GB, {system}, Python {platform.python_version()}"
