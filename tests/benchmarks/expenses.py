"""A thousand expense documents through HTTP to a finance process of its own: by clock, and by its processor time."""

import asyncio
import json
import secrets
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import httpx
import psutil

from services.finance.main import SERVICE
from services.finance.reads import ProjectOpened
from shared.events.envelope import Meta
from shared.http.roles import Role
from shared.kernel.ids import SYSTEM, ActorId, new_id
from shared.store.database import Database
from shared.store.migrate import migrate
from shared.store.transaction import Who
from tests.benchmarks.databases import fresh
from tests.benchmarks.figures import Figure
from tests.benchmarks.serving import serving
from tests.support.stack import Addresses

DOCUMENTS, WARMING_UP = 1000, 50
AT_ONCE = 8
PROJECT = "bench"
WHO = Who(ActorId(UUID(int=7)), frozenset({Role.ACCOUNTANT}))
LINES = [
    {"code": f"1.{number}", "title": "koszt", "category": "usługi", "unit": "szt."}
    | {"quantity": "1", "unit_price": "500000.00", "amount": "500000.00"}
    for number in (1, 2)
]
PLAN = {
    "project": PROJECT,
    "total": "1000000.00",
    "sources": [
        {"code": "grant", "title": "dofinansowanie", "amount": "850000.00"},
        {"code": "own", "title": "wkład własny", "amount": "150000.00"},
    ],
    "tasks": [{"code": "1", "title": "zadanie", "kind": "direct", "lines": LINES}],
}


@dataclass(frozen=True)
class Desk:
    """An accountant's connection to finance."""

    http: httpx.AsyncClient

    async def send(self, operation: str, body: dict[str, object]) -> dict[str, str]:
        answer = await self.http.post(f"/commands/{operation}", json=body, headers={"Idempotency-Key": str(uuid4())})
        assert answer.status_code == 200, answer.text
        found: dict[str, str] = answer.json()
        return found


async def measure(stack: Addresses) -> list[Figure]:
    """Documents per second, and per second of the service's processor time; two rows a document, PostgreSQL beside it."""
    url = await fresh(stack)
    await _opened(url)
    async with serving(stack, "finance", url, f"b{secrets.token_hex(4)}", WHO) as served:
        headers = {"Authorization": f"Bearer {served.token}"}
        async with httpx.AsyncClient(base_url=served.url, headers=headers, timeout=30) as http:
            rate, by_core = await _record(Desk(http), served.pid)
    return [
        Figure("expense documents through HTTP, 8 at once", rate, "/s"),
        Figure("expense documents by the service's processor", by_core, "/CPU-s"),
    ]


async def _opened(url: str) -> None:
    """A project that finance has heard of."""
    database = Database(url)
    await migrate(database, SERVICE.migrations)
    opened = ProjectOpened(project=PROJECT, total="1000000.00", starts_on=date(2020, 1, 1), ends_on=date(2030, 12, 31))
    now = datetime.now(UTC)
    meta = Meta(new_id(), "ProjectOpened", 1, "project:bench", 1, now.date(), now, new_id(), new_id(), SYSTEM)
    async with database.begin() as db:
        for projection in SERVICE.projections:
            await projection.apply(db, [(opened, meta)])
    await database.close()


async def _record(desk: Desk, pid: int) -> tuple[float, float]:
    await desk.send("approve_budget", PLAN)
    supplier = (await desk.send("register_supplier", {"name": "Wykonawca", "tax_number": "1234563218"}))["supplier_id"]
    await _documents(desk, supplier, range(WARMING_UP))
    process = psutil.Process(pid)
    processor, start = _processor(process), time.perf_counter()
    await _documents(desk, supplier, range(WARMING_UP, WARMING_UP + DOCUMENTS))
    elapsed, used = time.perf_counter() - start, _processor(process) - processor
    return DOCUMENTS / elapsed, DOCUMENTS / used


async def _documents(desk: Desk, supplier: str, numbers: range) -> None:
    async def lane(first: int) -> None:
        for number in numbers[first::AT_ONCE]:
            await desk.send("record_expense", _document(supplier, number))

    await asyncio.gather(*(lane(first) for first in range(AT_ONCE)))


def _document(supplier: str, number: int) -> dict[str, object]:
    written = {
        "project": PROJECT,
        "supplier": supplier,
        "number": f"FV/{number}",
        "title": "Faktura",
        "issued_on": datetime.now(UTC).date() - timedelta(days=1),
        "net": "90.26",
        "vat": "20.76",
        "gross": "111.02",
        "rows": [{"line": "1.1", "eligible": "55.51"}, {"line": "1.2", "eligible": "55.51"}],
    }
    plain: dict[str, object] = json.loads(json.dumps(written, default=str))
    return plain


def _processor(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)
