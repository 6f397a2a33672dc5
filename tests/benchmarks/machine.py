"""What the figures were measured on."""

import os
import platform


def machine() -> str:
    """Cores, how busy they are, and the Python."""
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} cores (load {load:.1f}), Python {platform.python_version()}, {platform.machine()}"
