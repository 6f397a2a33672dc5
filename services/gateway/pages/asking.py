"""Asking and telling the services in the visitor's name, by the id of the operation; and what may be away for a moment."""

from collections.abc import Awaitable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict

from services.gateway.pages.form import Form
from services.gateway.pages.keeping import dropped
from services.gateway.pages.visit import Visit
from shared.kernel.errors import NotYet

T = TypeVar("T")
A = TypeVar("A", bound=BaseModel)


class Read(BaseModel):
    """What a page needs of an answer; whatever else a service says is passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class Told(Read):
    """The answer to a command."""

    model_config = ConfigDict(extra="allow")

    def __getitem__(self, name: str) -> Any:
        return (self.model_extra or {})[name]


async def ask(visit: Visit, query: str, kind: type[A], /, **inputs: object) -> A:
    """What a query answers. Raises its refusal, `NotYet` (`unavailable`) when its service is away."""
    path = f"/queries/{query}"
    return await visit.desk.upstream.ask(await visit.desk.directory.owner(path), path, visit.who, kind, inputs)


async def search(visit: Visit, query: str, kind: type[A], /, **asked: object) -> A:
    """What a query answers whose question is personal. Raises as `ask` does, and `TooManyAttempts` (`too_many_searches`)."""
    visit.desk.pace.ask(query, visit.who.actor)
    path = f"/queries/{query}"
    return await visit.desk.upstream.search(await visit.desk.directory.owner(path), path, visit.who, asked, kind)


async def tell(visit: Visit, command: str, form: Form, body: Mapping[str, Any]) -> Told:
    """Give the command that a form was drawn for. Raises as `ask` does; sent twice, a form's command happens once.

    What was kept of the form is dropped.
    """
    path = f"/commands/{command}"
    owner = await visit.desk.directory.owner(path)
    told = await visit.desk.upstream.tell(owner, path, visit.who, body, form.key, Told, form.version)
    await dropped(visit, form.draft)
    return told


async def unless_away(answer: Awaitable[T]) -> T | None:
    """The answer, or None while its service is away: the rest of the page is shown."""
    try:
        return await answer
    except NotYet:
        return None
