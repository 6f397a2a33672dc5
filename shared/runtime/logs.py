"""Logs: one JSON object a line, ids and codes only; tracebacks without the values that were in hand."""

import logging
import sys
import traceback
from types import TracebackType

from pythonjsonlogger.json import JsonFormatter


class Discreet(JsonFormatter):
    """Keeps where an exception came from and drops its text, which may quote what somebody typed."""

    def formatException(  # noqa: N802 - the name in logging.Formatter
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        kind, _, trace = ei
        frames = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
        return "\n".join([*frames, kind.__name__ if kind else ""])


QUIET = {
    "aiokafka": logging.CRITICAL,
    "faststream": logging.WARNING,
    "uvicorn.access": logging.WARNING,
    "httpx": logging.WARNING,
}
"""Libraries that would write addresses, bodies or hundreds of lines during a failover."""


def start_logging(service: str, level: str) -> None:
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        Discreet(
            "{asctime}{levelname}{name}{message}",
            style="{",
            rename_fields={"asctime": "time", "levelname": "level", "name": "logger"},
            static_fields={"service": service},
        )
    )
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name, threshold in QUIET.items():
        logging.getLogger(name).setLevel(threshold)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
