"""Reading rows as models: the database gives JSON, pydantic reads it; a row of another shape is a fault, not a guess."""

from typing import TypeVar

from pydantic import BaseModel

from shared.store.database import Connection

M = TypeVar("M", bound=BaseModel)


async def first(db: Connection, model: type[M], query: str, *parameters: object) -> M | None:
    """The first row of a query, or None."""
    found = await db.driver.fetchval(f"SELECT row_to_json(r)::text FROM ({query}) r", *parameters)
    return None if found is None else model.model_validate_json(found)


async def rows(db: Connection, model: type[M], query: str, *parameters: object) -> list[M]:
    """All rows of a query, in its order."""
    found = await db.driver.fetch(f"SELECT row_to_json(r)::text FROM ({query}) r", *parameters)
    return [model.model_validate_json(record[0]) for record in found]
