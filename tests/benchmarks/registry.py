"""A project that knows very many people: cards, keys and digests by COPY, as registering would have left them."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID

from deploy.load.filling import DATA_KEY, MARK
from deploy.scenarios.names import invented_name
from deploy.scenarios.pesel import Sex, pesel
from services.recruitment import commands
from services.recruitment.commands.projects import ProjectAnswer
from services.recruitment.domain.identity import Capacity
from services.recruitment.domain.project import OpenProject
from services.recruitment.main import SERVICE
from services.recruitment.people.index import Digest, marks
from services.recruitment.people.texts import Texts
from services.recruitment.projections.person import PEOPLE, As, PersonCard
from shared.kernel.ids import new_id
from shared.privacy.in_memory import MakingRing
from shared.privacy.ring import Owner
from shared.privacy.wrapping import Wrapping
from shared.store.database import Connection, Database
from shared.store.keyring import Keyring
from shared.store.migrate import migrate
from shared.store.transaction import Commands, Request
from tests.benchmarks.commands import STAFF
from tests.unit.recruitment.examples import definition

PROJECT = "bridge"
BATCH = 5_000
FIRST_BIRTHDAY, BIRTHDAYS = date(1950, 1, 1), 18_000
WRAPPING = Wrapping({"k1": bytes(range(32))})
ENTERED = datetime(2021, 2, 1, tzinfo=UTC)


async def fill_registry(database: Database, people: int, random: Random) -> dict[UUID, Texts]:
    """So many people of one project; whoever looks them up needs the keys of WRAPPING."""
    await migrate(database, SERVICE.migrations)
    keyring = Keyring(database, WRAPPING)
    await keyring.start()
    run = Commands(database, SERVICE.events, keyring, own=SERVICE.own, set_rules=SERVICE.set_rules)
    opening = Request(OpenProject(definition=definition()), STAFF, str(new_id()), correlation=new_id())
    await run.execute(commands.open_project, opening, ProjectAnswer)
    known: dict[UUID, Texts] = {}
    async with database.begin() as db:
        for first in range(0, people, BATCH):
            some = {new_id(): _texts(random, number) for number in range(first, min(first + BATCH, people))}
            await _copy(db, some, keyring.digest)
            known |= some
    async with database.read() as db:
        await db.driver.execute("VACUUM ANALYZE", timeout=600)
    return known


def _texts(random: Random, number: int) -> Texts:
    sex = random.choice((Sex.FEMALE, Sex.MALE))
    born = FIRST_BIRTHDAY + timedelta(days=number % BIRTHDAYS)
    given, family = invented_name(random, sex)
    address = json.dumps({"house": str(number), "postal_code": "65-001", "town": "Zielona Góra", "country": "PL"})
    return {
        "given_name": given,
        "family_name": family,
        "birth_date": born.isoformat(),
        "pesel": pesel(born, sex, number // BIRTHDAYS),
        "phone": f"6{number:08}",
        "address": address,
    }


async def _copy(db: Connection, people: dict[UUID, Texts], digest: Digest) -> None:
    ring = MakingRing()
    copy = db.driver.copy_records_to_table
    cards = [_card(ring, *one) for one in people.items()]
    await db.driver.execute(PEOPLE.statements.append, PEOPLE.rows.dump_json(cards).decode())
    keys = [(*owner, *WRAPPING.wrap(key, owner)) for owner, key in ring.made.items()]
    await copy("data_key", schema_name="keyring", records=keys, columns=DATA_KEY)
    await copy("person_digest", records=_digests(people, digest), columns=MARK)


def _card(ring: MakingRing, person: UUID, texts: Texts) -> PersonCard:
    event, owner = new_id(), Owner(str(person), PROJECT)
    sealed = {name: ring.seal(text, owner, name, event) for name, text in texts.items()}
    events = {f"{name}_event": event for name in texts}
    named = {"person": person, "project": PROJECT, "entered_at": ENTERED, "capacities": (As(capacity=Capacity.CANDIDATE),)}
    return PersonCard.model_validate({**named, **sealed, **events})


def _digests(people: dict[UUID, Texts], digest: Digest) -> Iterator[tuple[object, ...]]:
    for person, texts in people.items():
        for kind, found in marks(texts, digest):
            yield person, PROJECT, kind.value, found
