"""A small project for the pages of the desk: Anna has an offer, Marek was not assessed, Ewa has a place and no contract."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from services.recruitment.domain.words import Sex
from shared.testing.eventually import eventually
from tests.support.everywhere import Everywhere
from tests.unit.recruitment.examples import definition, pesel

PROJECT, GROUP = "bridge", "residents"


@dataclass(frozen=True)
class Story:
    """Ids of the applications."""

    anna: str
    marek: str
    ewa: str


def form(given: str, family: str, number: int) -> dict[str, Any]:
    person = {"given_name": given, "family_name": family, "pesel": pesel(date(1980, 3, 17), number, Sex.FEMALE)}
    return {
        "project": PROJECT,
        "target_group": GROUP,
        "person": person,
        "applied_at": "2021-02-01T09:00",
        "premises": ["art7"],
        "disability": {"degree": "none"},
        "labour_status": "inactive",
        "no_same_support": True,
    }


async def apply(services: Everywhere, given: str, family: str, number: int) -> str:
    return str((await services.tell("recruitment", "submit_application", form(given, family, number)))["application_id"])


async def ask_for_place(services: Everywhere, applied: str) -> None:
    await services.tell("recruitment", "assess_application", {"application": applied, "eligible": True})
    await services.tell("recruitment", "recruit_candidate", {"application": applied})


async def played(services: Everywhere) -> Story:
    """On 1 March 2021: one place is Ewa's, the second one, new by an annex, is offered to Anna until 8 March."""
    await services.on("2021-03-01")
    asked = {"definition": definition(limit=1).model_dump(mode="json")}
    await services.tell("recruitment", "open_project", asked)
    ewa = await apply(services, "Ewa", "Wójcik", 1)
    anna = await apply(services, "Anna", "Nowak", 2)
    marek = await apply(services, "Marek", "Zieliński", 3)
    for one in (ewa, anna):
        await ask_for_place(services, one)
    change = {"project": PROJECT, "target_group": GROUP, "limit": 2, "reason": "aneks nr 1"}
    await services.tell("recruitment", "change_group_limit", change)
    return Story(anna=anna, marek=marek, ewa=ewa)


async def held_without_list(services: Everywhere, participant: str) -> str:
    """A session of today with somebody enrolled and no attendance list."""
    plan = {"project": PROJECT, "title": "Budki dla ptaków", "form": "workshop", "service_class": "social"}

    async def planned() -> int:
        url = f"{services.urls['activities']}/commands/plan_activity"
        answer = await services.http.post(url, json=plan, headers=services.as_coordinator())
        activities.append(answer.json().get("activity_id"))
        return answer.status_code

    activities: list[str] = []
    await eventually(planned, lambda status: status == 200)
    activity = activities[-1]
    await services.tell("activities", "enrol", {"activity": activity, "participants": [participant]})
    session = {"activity": activity, "on": "2021-03-01", "hours": "2.00"}
    return str((await services.tell("activities", "schedule_session", session))["session_id"])
