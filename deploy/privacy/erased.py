"""Who was erased, and which services have confirmed it: read from the databases, so also while the services are stopped."""

from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

from deploy.backup.cut import connected
from deploy.backup.erasures import REGISTRY, Erasure, erasures_in, told_in
from deploy.backup.erasures import Told as Erasures
from deploy.installation import Installation

HAS = "SELECT to_regclass('erased') IS NOT NULL AND to_regclass('event') IS NOT NULL"
"""The gateway has no store: it hears of nobody."""
CONFIRMED = "SELECT person, project FROM erased"


class Told(NamedTuple):
    """An erasure, and by service whether it has destroyed what it kept."""

    erasure: Erasure
    confirmed: Mapping[str, bool]


async def all_erasures(installation: Installation) -> list[Told]:
    """Everybody who was ever erased, the first one first."""
    async with connected(installation.database(REGISTRY)) as db:
        erasures = sorted(await erasures_in(db), key=lambda one: (one.erased_on, one.project, one.person))
    confirmed = {
        service: found for service in installation.databases if (found := await _confirmed(installation, service)) is not None
    }
    return [Told(one, {service: one.of in people for service, people in confirmed.items()}) for one in erasures]


async def told_of(installation: Installation) -> Erasures:
    """Everybody who was erased and every project that has ended, for a list that a restore reads."""
    async with connected(installation.database(REGISTRY)) as db:
        return await told_in(db)


async def _confirmed(installation: Installation, service: str) -> set[tuple[UUID, str]] | None:
    """None for a service that keeps nobody."""
    async with connected(installation.database(service)) as db:
        if not await db.fetchval(HAS):
            return None
        return {(row["person"], row["project"]) for row in await db.fetch(CONFIRMED)}
