"""The clock of the door: expiry of sessions, waits and drafts is real time, which tests set."""

from collections.abc import Callable
from datetime import datetime

Now = Callable[[], datetime]
"""Gives the present moment, aware."""
