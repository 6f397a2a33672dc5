"""Making a backup while everything runs: complete under its name, or not there at all.

The data and the keys show the same moment and lie apart: whoever holds only one of them can open nothing.
"""

import asyncio
import shutil
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path

from deploy.backup.cut import Cut, one_point_in_time
from deploy.backup.errors import NotDone
from deploy.backup.manifest import Backup, Dump, KeysDump, KeysManifest, Manifest, described, dump_file, write_manifest
from deploy.backup.programs import dump_data, dump_keys, version
from deploy.cli.contracts import VERSION
from deploy.installation import Installation
from deploy.local.private_files import OWNER_ONLY_DIRECTORY

Say = Callable[[str], None]


async def back_up(installation: Installation, directory: Path, say: Say, keys: Path | None = None) -> Manifest:
    """Write a backup of all databases into a directory that does not exist yet, and one of the keys into another.

    Without a directory for the keys none is made of them. Raises `NotDone`, `OSError`.
    """
    _refuse_one_place_for_both(directory, keys)
    urls = {service: installation.database(service) for service in installation.databases}
    async with AsyncExitStack() as stack:
        data = stack.enter_context(_complete(directory))
        apart = stack.enter_context(_complete(keys)) if keys else None
        cut = await stack.enter_async_context(one_point_in_time(urls))
        told = await _of(installation, cut)
        manifest = Manifest(**told, dumps={service: await _dump(service, url, cut, data, say) for service, url in urls.items()})
        write_manifest(data, manifest)
        if apart:
            write_manifest(apart, KeysManifest(**told, dumps=await _dump_keys(urls, cut, apart, say)))
    return manifest


def _refuse_one_place_for_both(directory: Path, keys: Path | None) -> None:
    """Whoever gets hold of one directory must not have both."""
    if keys is None:
        return
    one, other = directory.resolve(), keys.resolve()
    if one.is_relative_to(other) or other.is_relative_to(one):
        raise NotDone(f"{keys}: the keys are kept apart from the data: name a directory outside of {directory}")


@contextmanager
def _complete(directory: Path) -> Iterator[Path]:
    """An empty directory beside the one to be; it gets the name at the end of the block, and is gone if that fails.

    What a backup that was killed left there is gone too.
    """
    if directory.exists():
        raise NotDone(f"{directory} exists: a backup gets a directory of its own")
    unfinished = directory.with_name(directory.name + ".new")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=OWNER_ONLY_DIRECTORY, parents=True)
    try:
        yield unfinished
        unfinished.rename(directory)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise


async def _of(installation: Installation, cut: Cut) -> dict[str, object]:
    """What both manifests say."""
    backup = Backup(
        taken_at=cut.taken_at,
        centre=installation.centre,
        topic_prefix=installation.topic_prefix,
        kladka=VERSION,
        pg_dump=await version(),
    )
    return backup.model_dump()


async def _dump(service: str, url: str, cut: Cut, directory: Path, say: Say) -> Dump:
    snapshot, file = cut.snapshots[service], dump_file(directory, service)
    held = await snapshot.held(service)
    await dump_data(url, str(file), snapshot.id)
    dump = Dump(held=held, **(await asyncio.to_thread(described, file)).model_dump())
    say(f"{service}: {held.events} events, {dump.bytes} bytes")
    return dump


async def _dump_keys(urls: dict[str, str], cut: Cut, directory: Path, say: Say) -> dict[str, KeysDump]:
    found = {}
    for service, url in urls.items():
        snapshot, file = cut.snapshots[service], dump_file(directory, service)
        if (held := await snapshot.keys_held()) is None:
            continue
        await dump_keys(url, str(file), snapshot.id)
        found[service] = KeysDump(held=held, **(await asyncio.to_thread(described, file)).model_dump())
        say(f"{service}: {held.living} keys, {held.destroyed} destroyed")
    return found
