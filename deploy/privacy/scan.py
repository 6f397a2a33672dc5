"""The search for personal values over a whole installation: databases, topics, logs, and whatever paths are named."""

from collections.abc import Iterable
from pathlib import Path

from deploy.installation import Installation
from deploy.privacy.findings import Findings
from deploy.privacy.in_databases import scan_database
from deploy.privacy.in_files import scan_files
from deploy.privacy.in_topics import scan_topics
from deploy.privacy.needles import Needles


async def scan(installation: Installation, paths: Iterable[Path], needles: Needles, findings: Findings) -> None:
    """Look everywhere, one after the other: nothing is read twice, nothing is held in memory but a megabyte."""
    for service in installation.databases:
        await scan_database(service, installation.database(service), needles, findings)
    await scan_topics(installation.kafka, installation.topic_prefix, needles, findings)
    scan_files(paths, needles, findings)
