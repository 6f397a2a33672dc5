"""Everything that happened to an object, asked of all services at once and put in order."""

import asyncio
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from services.gateway.pages.asking import Read, unless_away
from services.gateway.pages.language import Language
from services.gateway.pages.saying import DAY, LOCALES, day
from services.gateway.pages.visit import Visit
from shared.events.labels import LABELS
from shared.http.elsewhere import unavailable

PATH = "/internal/queries/object_history"
PAGE = 200
"""Events on a page; more than any one command records."""


class Happened(Read):
    """One event of one service; `sealed` names fields whose text is not shown."""

    service: str
    event_id: UUID
    event: str
    title: str
    on: date
    recorded_at: datetime
    actor: UUID
    project: str | None
    fields: dict[str, Any]
    sealed: tuple[str, ...]


class Answer(Read):
    """What one service knows."""

    items: tuple[Happened, ...]


class Found(NamedTuple):
    """A page of what happened, newest first; `before` asks for the next one; `away` are services that did not answer."""

    items: list[Happened]
    before: datetime | None
    away: list[str]


async def happened(visit: Visit, named: str, before: datetime | None = None) -> Found:
    """What happened to an object before a moment. Raises `Invalid`, `Forbidden` as the services do."""
    services = visit.desk.upstream.names
    asked = {"object": named, "before": before and before.isoformat(), "limit": PAGE + 1}
    answers = await asyncio.gather(
        *(unless_away(visit.desk.upstream.ask(one, PATH, visit.who, Answer, asked)) for one in services)
    )
    away = [name for name, answer in zip(services, answers, strict=True) if answer is None]
    found = [one for answer in answers if answer is not None for one in answer.items]
    found.sort(key=lambda one: one.recorded_at, reverse=True)
    if len(found) <= PAGE:
        return Found(found, None, away)
    page = [one for one in found[:PAGE] if one.recorded_at > found[PAGE].recorded_at] or found[:PAGE]
    return Found(page, page[-1].recorded_at, away)


async def all_happened(visit: Visit, named: str) -> list[Happened]:
    """Everything, for export. Raises `NotYet` (`unavailable`): half of it must not look like all of it."""
    found: list[Happened] = []
    before: datetime | None = None
    while True:
        page = await happened(visit, named, before)
        if page.away:
            raise unavailable(page.away[0])
        found.extend(page.items)
        before = page.before
        if before is None:
            return found


class Field(NamedTuple):
    """A field of an event in words; `leads_to`: the ids in it, of which more can be asked."""

    name: str
    text: str
    leads_to: str | None


def fields_of(one: Happened, language: Language) -> Iterator[Field]:
    """The fields of an event that were said, without the project, which has a column of its own."""
    for name, value in one.fields.items():
        if name != "project" and value not in (None, "", []):
            yield Field(field_name(name, language), text_of(value, language), _id(value))


def field_name(name: str, language: Language) -> str:
    """In Polish as on paper; in English the name as it stands."""
    return _word("fields", name, language) or name.replace("_", " ")


def service_name(name: str, language: Language) -> str:
    """The service as people call it."""
    return _word("services", name, language) or name


def text_of(value: object, language: Language) -> str:
    """A value for a reader: no braces, no codes where there is a word."""
    match value:
        case bool():
            return {True: ("tak", "yes"), False: ("nie", "no")}[value][language is Language.ENGLISH]
        case None:
            return "–"
        case str():
            return _text(value, language)
        case list():
            return "; ".join(text_of(one, language) for one in value)
        case dict():
            return ", ".join(f"{field_name(name, language)}: {text_of(inner, language)}" for name, inner in value.items())
        case _:
            return str(value)


def _text(value: str, language: Language) -> str:
    if DAY.fullmatch(value):
        return day(LOCALES[language], date.fromisoformat(value))
    return _word("codes", value, language) or value


def _word(kind: str, code: str, language: Language) -> str | None:
    return LABELS[kind].get(code) if language is Language.POLISH else None


def _id(value: object) -> str | None:
    try:
        return str(UUID(value)) if isinstance(value, str) else None
    except ValueError:
        return None


def actors(items: Collection[Happened]) -> list[UUID]:
    return [one.actor for one in items]


def row(one: Happened, names: Mapping[UUID, str], language: Language) -> list[str]:
    """A line of the export."""
    said = "; ".join(f"{field.name}: {field.text}" for field in fields_of(one, language))
    sealed = ", ".join(field_name(name, language) for name in one.sealed)
    recorded = one.recorded_at.isoformat(timespec="seconds")
    who = names.get(one.actor, str(one.actor))
    return [
        one.on.isoformat(),
        recorded,
        one.service,
        one.event,
        one.title,
        who,
        one.project or "",
        said,
        sealed,
        str(one.event_id),
    ]
