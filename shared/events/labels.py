"""Polish words for what stands in events: names of fields, codes and services; what has no word is shown as its code."""

from pathlib import Path

import yaml

LABELS: dict[str, dict[str, str]] = yaml.safe_load((Path(__file__).parent / "labels.yaml").read_text("utf-8"))
