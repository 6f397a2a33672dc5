"""Making a backup while everything runs: complete under its name, or not there at all."""

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path

from deploy.backup.cut import Cut, one_point_in_time
from deploy.backup.errors import NotDone
from deploy.backup.manifest import Dump, Manifest, described, dump_file, write_manifest
from deploy.backup.programs import pg_dump, version
from deploy.cli.contracts import VERSION
from deploy.installation import Installation
from deploy.local.private_files import OWNER_ONLY_DIRECTORY

Say = Callable[[str], None]


async def back_up(installation: Installation, directory: Path, say: Say) -> Manifest:
    """Write a backup of all databases into a directory that does not exist yet. Raises `NotDone`, `OSError`."""
    unfinished = _unfinished(directory)
    try:
        manifest = await _write(installation, unfinished, say)
        unfinished.rename(directory)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return manifest


def _unfinished(directory: Path) -> Path:
    """An empty directory beside the one to be; what a backup that was killed left there is gone."""
    if directory.exists():
        raise NotDone(f"{directory} exists: a backup gets a directory of its own")
    unfinished = directory.with_name(directory.name + ".new")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=OWNER_ONLY_DIRECTORY, parents=True)
    return unfinished


async def _write(installation: Installation, directory: Path, say: Say) -> Manifest:
    urls = {service: installation.database(service) for service in installation.databases}
    async with one_point_in_time(urls) as cut:
        dumps = {service: await _dump(service, url, cut, directory, say) for service, url in urls.items()}
    manifest = Manifest(
        taken_at=cut.taken_at,
        centre=installation.centre,
        topic_prefix=installation.topic_prefix,
        kladka=VERSION,
        pg_dump=await version(),
        dumps=dumps,
    )
    write_manifest(directory, manifest)
    return manifest


async def _dump(service: str, url: str, cut: Cut, directory: Path, say: Say) -> Dump:
    snapshot, file = cut.snapshots[service], dump_file(directory, service)
    held = await snapshot.held(service)
    await pg_dump(url, str(file), snapshot.id)
    dump = await asyncio.to_thread(described, file, held)
    say(f"{service}: {held.events} events, {dump.bytes} bytes")
    return dump
