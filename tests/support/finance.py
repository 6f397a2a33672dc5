"""Finance behind HTTP on a test's database, with what recruitment and activities have told it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

from httpx import AsyncClient, Response

from services.finance.main import SERVICE
from services.finance.reads import ActivityPlanned, ProjectOpened
from shared.events.envelope import Meta
from shared.http.roles import Role
from shared.kernel.clock import ClockMode
from shared.kernel.ids import SYSTEM, new_id
from shared.privacy.in_memory import KeysInMemory
from shared.store.database import Database
from shared.store.migrate import migrate
from shared.store.transaction import Commands
from tests.support.desk import calling

WORKSHOP, TRIP, ELSEWHERE = (UUID(int=number) for number in (11, 12, 13))
SUPPLIER = {"name": "Jan Kowalski Usługi", "tax_number": "123-456-32-18"}


def line(code: str, amount: str) -> dict[str, object]:
    worth = {"quantity": "1", "unit_price": amount, "amount": amount, "own_contribution": None}
    return {"code": code, "title": f"koszt {code}", "category": "usługi", "unit": "szt."} | worth


def plan(first: str = "500.00", second: str = "300.00") -> dict[str, object]:
    """1000.00 PLN, 85 % of it the grant: tasks 1 (lines 1.1 and 1.2) and 2 (line 2.1 of 200.00)."""
    return {
        "project": "p1",
        "total": "1000.00",
        "sources": [
            {"code": "grant", "title": "dofinansowanie", "amount": "850.00"},
            {"code": "own", "title": "wkład własny", "amount": "150.00"},
        ],
        "tasks": [
            {"code": "1", "title": "Warsztaty", "kind": "direct", "lines": [line("1.1", first), line("1.2", second)]},
            {"code": "2", "title": "Wyjazdy", "kind": "direct", "lines": [line("2.1", "200.00")]},
        ],
    }


@dataclass
class House:
    """Finance with project p1 of 2021, two activities of it and one of another project."""

    database: Database
    client: AsyncClient

    async def on(self, day: str) -> None:
        async with self.database.begin() as db:
            await db.driver.execute("DELETE FROM business_date")
            await db.driver.execute("INSERT INTO business_date (today) VALUES ($1)", date.fromisoformat(day))

    async def send(self, command: str, **body: object) -> Response:
        return await self.client.post(f"/commands/{command}", json=body)

    async def do(self, command: str, **body: object) -> dict[str, str]:
        answer = await self.send(command, **body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def refused(self, command: str, **body: object) -> tuple[str, str | None]:
        """The code and the field; and nothing is left of the command."""
        before = await self.count()
        problem = (await self.send(command, **body)).json()
        assert await self.count() == before
        return problem["code"], problem["field"]

    async def count(self) -> list[int]:
        tables = ("event", "stream", "ledger", "expense_card", "budget_version", "supplier_card")
        async with self.database.read() as db:
            return [await db.driver.fetchval(f"SELECT count(*) FROM {table}") for table in tables]

    async def ask(self, query: str, **params: object) -> dict[str, object]:
        answer = await self.client.get(f"/queries/{query}", params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def supplier(self, **changes: str) -> str:
        return (await self.do("register_supplier", **SUPPLIER | changes))["supplier_id"]

    async def figures(self, as_of: str, **asked: object) -> dict[str, tuple[str, ...]]:
        """Committed, incurred, paid and left of each line and in all."""
        seen = await self.ask("budget_execution", project="p1", as_of=as_of, **asked)
        rows = {one["code"]: one for task in seen["tasks"] for one in task["lines"]} | {"all": seen["totals"]}
        return {code: tuple(row[name] for name in ("committed", "incurred", "paid", "left")) for code, row in rows.items()}

    async def grant(self, as_of: str) -> tuple[str, str]:
        """What the grant and the own contribution have incurred."""
        seen = await self.ask("budget_execution", project="p1", as_of=as_of)
        return tuple(source["incurred"] for source in seen["sources"])


def invoice(supplier: str, number: str, *rows: dict[str, object], gross: str, **changes: object) -> dict[str, object]:
    money = {"net": gross, "vat": "0.00", "gross": gross}
    known = {"project": "p1", "supplier": supplier, "number": number, "title": "usługa", "issued_on": "2021-02-10"}
    return known | money | {"rows": list(rows)} | changes


@asynccontextmanager
async def house_on(database: Database, place: Path) -> AsyncIterator[House]:
    """The service on an empty database, on 4 January 2021, its caller an accountant."""
    await migrate(database, SERVICE.migrations)
    key = KeysInMemory()
    commands = Commands(database, SERVICE.events, key, ClockMode.DRIVEN, SERVICE.own, SERVICE.set_rules)
    year = {"starts_on": date(2021, 1, 1), "ends_on": date(2021, 12, 31)}
    news = [
        ProjectOpened(project="p1", total="1000.00", **year),
        ActivityPlanned(project="p1", activity=WORKSHOP),
        ActivityPlanned(project="p1", activity=TRIP),
        ActivityPlanned(project="p2", activity=ELSEWHERE),
    ]
    at = datetime(2021, 1, 4, 8, tzinfo=UTC)
    facts = [
        (event, Meta(new_id(), type(event).__name__, 1, f"x:{number}", 1, at.date(), at, new_id(), new_id(), SYSTEM))
        for number, event in enumerate(news)
    ]
    async with database.begin() as db:
        for projection in SERVICE.projections:
            await projection.apply(db, facts)
    async with calling(SERVICE, commands, place, Role.ACCOUNTANT) as client:
        opened = House(database, client)
        await opened.on("2021-01-04")
        yield opened
