"""Keys in a database that is being restored: read in, counted, and those of whoever was erased destroyed at once."""

from collections.abc import Iterable
from pathlib import Path

from deploy.backup.cut import KEYS_HELD, Driver, connected
from deploy.backup.databases import Place
from deploy.backup.erasures import Erasure, Told, told_in
from deploy.backup.errors import NotDone
from deploy.backup.manifest import KeysDump, dump_file
from deploy.backup.programs import pg_restore
from shared.operations.erasure import destroy_for_ever
from shared.privacy.ring import Owner
from shared.store.database import Connection
from shared.store.keyring import destroy_project, expect_search_key

HAS_KEYRING = "SELECT to_regclass('keyring.data_key') IS NOT NULL"
HAS_BOTH = "SELECT to_regclass('keyring.data_key') IS NOT NULL AND to_regclass('event') IS NOT NULL"
TO_ERASE = """
INSERT INTO keyring.to_erase (person, project, erased_on) SELECT * FROM unnest($1::uuid[], $2::text[], $3::date[])
ON CONFLICT DO NOTHING
"""
APPLICATIONS = """
SELECT DISTINCT data->>'application' AS application, data->>'project' AS project
FROM event JOIN unnest($1::text[], $2::text[]) AS gone (person, project)
    ON data->>'person' = gone.person AND data->>'project' = gone.project
WHERE data->>'application' IS NOT NULL
"""
MISSING = """
SELECT count(*) FROM (
    SELECT DISTINCT coalesce(data->>'person', data->>'participant', data->>'application', stream_id) AS subject,
        coalesce(data->>'project', '') AS project
    FROM event WHERE data::text LIKE '%"v1.%'
) AS owner LEFT JOIN keyring.data_key AS kept USING (subject, project) WHERE kept.subject IS NULL
"""
"""As `owner_of` in shared/privacy/sealed.py; a token begins with `v1.`."""


async def read_keys(place: Place, directory: Path, dump: KeysDump) -> None:
    """Read the dump of the keys into the new database. Raises `NotDone` unless it holds what its manifest counts."""
    await pg_restore(place.new_url, str(dump_file(directory, place.service)))
    async with connected(place.new_url) as db:
        found = dict(await db.fetchrow(KEYS_HELD) or {})
    if found != dump.held.model_dump(include={"living", "destroyed"}):
        raise NotDone(f"{place.service}: the dump does not hold the keys that its manifest counts")


async def missing_keys(place: Place) -> int:
    """For how many owners the new database holds sealed texts and no key, not even a destroyed one.

    Where there are some, a search key is expected as well: backups of before it was marked do not say that there was one.
    """
    async with connected(place.new_url) as db:
        missing = int(await db.fetchval(MISSING)) if await db.fetchval(HAS_BOTH) else 0
        if missing:
            await expect_search_key(Connection(db))
    return missing


async def erase_again(targets: list[Place], registry: Place, known: Told) -> int:
    """Destroy the keys of whoever was erased in all new databases, and let the registry do the rest before it opens.

    How many people were erased after the backup.
    """
    async with connected(registry.new_url) as db:
        own = await told_in(db)
        before = {erasure.of for erasure in own.erasures}
        later = {erasure.of: erasure for erasure in known.erasures if erasure.of not in before}
        owners = await _owners(db, [*known.erasures, *own.erasures])
        await db.execute(TO_ERASE, *_columns(later.values()))
    for place in targets:
        async with connected(place.new_url) as db:
            if await db.fetchval(HAS_KEYRING):
                await destroy_for_ever(Connection(db), owners)
                for project in sorted(known.ended | own.ended):
                    await destroy_project(Connection(db), project)
    return len(later)


async def _owners(db: Driver, erasures: list[Erasure]) -> set[Owner]:
    """The people, and their applications: those that the erasures name, and those that the restored store knows."""
    people, projects, _ = _columns(erasures)
    rows = await db.fetch(APPLICATIONS, [str(person) for person in people], projects)
    owners = {Owner(row["application"], row["project"]) for row in rows}
    for one in erasures:
        owners |= {Owner(str(subject), one.project) for subject in (one.person, *one.applications)}
    return owners


def _columns(erasures: Iterable[Erasure]) -> tuple[list[object], list[object], list[object]]:
    found = list(erasures)
    return [one.person for one in found], [one.project for one in found], [one.erased_on for one in found]
