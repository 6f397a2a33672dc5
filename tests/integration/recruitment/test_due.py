"""What waits for case workers: each thing from the day it begins to wait until it is done, by its last day."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from services.recruitment import commands
from services.recruitment.commands.outcomes import RecordSituation
from services.recruitment.commands.placing import ChangeGroupLimit
from services.recruitment.queries.due import DueKind, due
from shared.http.roles import Role
from shared.kernel.errors import Forbidden, NotFound
from shared.kernel.ids import new_id
from tests.integration.recruitment.counter import Counter
from tests.integration.recruitment.office import Office, seen_by

PAPER = {"kind": "contract_copy", "dated": "2021-11-30"}
MEASURED = {"effectiveness": {"version": "2018", "name": "efektywność społeczno-zatrudnieniowa"}}


async def waits(office: Office, **asked: Any) -> list[tuple[str, UUID, date | None, int | None]]:
    found = await office.ask(due, **{"project": None, "only": None, "limit": 100} | asked)
    return [(one.kind.value, one.application, one.due_on, one.days_left) for one in found.items]


async def left(office: Office, reason: str, along_path: bool) -> UUID:
    """Somebody who took part from 10 March and left on 30 November 2021."""
    who = await office.candidate()
    await office.sign(who)
    await office.today("2021-03-10")
    await office.attended(who, new_id(), "2021-03-10")
    await office.today("2021-11-30")
    await office.end(who, "2021-11-30", reason, along_path)
    return who


async def test_an_application_waits_for_assessment_then_for_a_place_then_for_the_contract(office):
    await office.open(limit=1)
    applied = (await office.submit()).application_id
    assert await waits(office) == [("assessment", applied, None, None)]
    other = await office.eligible()
    assert await waits(office, only=DueKind.PLACE) == [("place", other, None, None)]
    await office.recruit(other)
    assert await waits(office, only=DueKind.CONTRACT) == [("contract", other, None, None)]
    await office.sign(other)
    assert await waits(office) == [("assessment", applied, None, None)]


async def test_an_open_offer_waits_until_its_last_day_and_comes_before_what_has_none(office):
    await office.open(limit=0)
    first = await office.candidate()
    applied = (await office.submit()).application_id
    body = {"project": "bridge", "target_group": "residents", "limit": 1, "reason": "aneks"}
    await office.do(commands.change_group_limit, ChangeGroupLimit.model_validate(body))
    offered = ("offer", first, date(2021, 3, 8), 7)
    assert await waits(office) == [offered, ("assessment", applied, None, None)]
    assert await waits(office, limit=1) == [offered]


async def test_a_leaver_has_28_days_for_the_situation_and_three_months_for_effects(office):
    """30 November and 28 days: 28 December. Three months: 28 February, there is no 30th (decision D24)."""
    await office.open(**MEASURED)
    who = await left(office, "path_completed", along_path=True)
    assert await waits(office) == [("situation", who, date(2021, 12, 28), 28), ("effects", who, date(2022, 2, 28), 90)]
    await office.today("2022-01-04")
    assert (await waits(office))[0] == ("situation", who, date(2021, 12, 28), -7)
    counts = (await office.ask(due, project=None, only=None, limit=1)).counts
    assert [(one.kind.value, one.count, one.overdue) for one in counts] == [("situation", 1, 1), ("effects", 1, 0)]
    await office.today("2022-02-28")
    assert [kind for kind, *_ in await waits(office)] == ["situation", "effects"]
    await office.today("2022-03-01")
    assert [kind for kind, *_ in await waits(office)] == ["situation"]


async def test_a_situation_in_monitoring_still_waits_and_a_known_one_no_longer(office):
    await office.open()
    who = await left(office, "path_completed", along_path=True)
    for situation, waiting in (("monitoring", ["situation"]), ("seeking_work", [])):
        body = {"application": who, "on": "2021-11-30", "situations": [situation], "evidence": PAPER}
        await office.do(commands.record_situation, RecordSituation.model_validate(body))
        assert [kind for kind, *_ in await waits(office)] == waiting


async def test_who_broke_off_is_asked_about_the_situation_alone(office):
    await office.open(**MEASURED)
    moved = await left(office, "moved", along_path=False)
    assert await waits(office) == [("situation", moved, date(2021, 12, 28), 28)]


async def test_nothing_waits_for_who_died(office):
    await office.open(**MEASURED)
    await left(office, "death", along_path=False)
    assert await waits(office) == []


async def test_only_projects_of_the_account_are_looked_into(office):
    await office.open()
    await office.submit()
    elsewhere = seen_by(office, Role.SOCIAL_WORKER, projects=frozenset({"other"}))
    assert await waits(elsewhere) == []
    with pytest.raises(Forbidden):
        await waits(elsewhere, project="bridge")
    with pytest.raises(NotFound):
        await waits(office, project="nowhere")


async def test_it_is_for_case_workers_alone(counter: Counter):
    for role in (Role.TRAINER, Role.ACCOUNTANT, Role.AUDITOR, Role.ADMIN):
        assert (await counter.get("due", role)).json()["code"] == "role_missing"
    assert (await counter.get("due", Role.SOCIAL_WORKER)).json()["items"] == []
