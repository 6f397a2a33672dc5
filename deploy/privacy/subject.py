"""All that is known about one person, gathered from every service: the answer to who asks under article 15 of the GDPR."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from deploy.backup.erasures import REGISTRY
from deploy.cli.desk import Desk
from services.recruitment.queries.access import AccessLog, Read
from services.recruitment.queries.requests import SubjectIds, SubjectRequestView
from services.recruitment.queries.retention import RetentionView
from shared.http.roles import Role
from shared.http.subject import AskedSubject, SubjectData, SubjectFact
from shared.kernel.errors import NotFound
from shared.kernel.ids import Code

KNOWN_BY = ("PersonRegistered", "PersonEnteredProject", "CapacityAdded", "PersonCorrected")
"""Events of the registry that say what is known of the person; a later one replaces what it names."""
NOT_THEIRS = frozenset({"person", "project", "reason", "capacity", "of"})
"""Fields of these events that are no part of the record."""


class Everything(BaseModel):
    """What is handed over; the file of it is this model as JSON."""

    model_config = ConfigDict(frozen=True)

    person: UUID
    request: SubjectRequestView | None
    centre: str
    gathered_at: datetime
    registry: Mapping[Code, Mapping[str, Any]]
    """By project: the registry's record, as it stands now."""
    retention: list[RetentionView]
    """Of each of these projects."""
    services: list[SubjectData]
    """Every stored fact, by service, oldest first."""
    access_log: list[Read]
    """Who read which of the person's fields, when and why."""


def gather(desk: Desk, asked: UUID, centre: str, now: datetime) -> Everything:
    """Ask every service; `asked` is a request or a person. The reading is logged, with the purpose subject_access.

    Raises `NotFound` (`unknown_person`), `NotYet` when a service does not answer: half an answer is none.
    """
    request = _request(desk, asked)
    person = request.person if request else asked
    ids = desk.ask_as(Role.DATA_PROTECTION_OFFICER, REGISTRY, "subject_ids", SubjectIds, {"person": person})
    question = AskedSubject(ids=frozenset({*ids.people, *ids.applications}))
    services = [_facts(desk, service, question) for service in desk.services]
    registry = record(fact for one in services if one.service == REGISTRY for fact in one.items)
    return Everything(
        person=ids.person,
        request=request,
        centre=centre,
        gathered_at=now,
        registry=registry,
        retention=[_retention(desk, project) for project in registry],
        services=services,
        access_log=list(reads(desk, ids.person)),
    )


def record(facts: Iterable[SubjectFact]) -> dict[Code, dict[str, Any]]:
    """What the registry knows now, by project, of events in their order."""
    found: dict[Code, dict[str, Any]] = {}
    for fact in facts:
        if fact.event in KNOWN_BY:
            known = found.setdefault(fact.fields["project"], {"capacity": []})
            known["capacity"] += [one for one in [fact.fields.get("capacity")] if one and one not in known["capacity"]]
            known |= {name: value for name, value in fact.fields.items() if value is not None and name not in NOT_THEIRS}
    return found


def reads(desk: Desk, person: UUID) -> Iterator[Read]:
    """The access log of a person, page by page."""
    cursor: int | None = 0
    while cursor is not None:
        asked = {"person": person, "cursor": cursor, "limit": 1000}
        page = desk.ask_as(Role.DATA_PROTECTION_OFFICER, REGISTRY, "access_log", AccessLog, asked)
        yield from page.items
        cursor = page.next


def _request(desk: Desk, asked: UUID) -> SubjectRequestView | None:
    try:
        return desk.ask_as(Role.DATA_PROTECTION_OFFICER, REGISTRY, "subject_request", SubjectRequestView, {"request": asked})
    except NotFound:
        return None


def _facts(desk: Desk, service: str, question: AskedSubject) -> SubjectData:
    return desk.search_as(Role.DATA_PROTECTION_OFFICER, service, "subject_data", question, SubjectData)


def _retention(desk: Desk, project: Code) -> RetentionView:
    """Without the ids of others who are due."""
    found = desk.ask_as(Role.DATA_PROTECTION_OFFICER, REGISTRY, "retention", RetentionView, {"project": project})
    return found.model_copy(update={"due": []})
