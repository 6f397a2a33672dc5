"""A project in which there is something to see on every page: people at every step, activities, money, a report, a request."""

from collections.abc import Mapping
from typing import Any

from shared.http.roles import Role
from shared.testing.eventually import eventually
from tests.integration.pages.desk_story import form
from tests.integration.pages.office import CRITERIA
from tests.integration.recruitment.eraser import MEASURED
from tests.support.everywhere import Everywhere
from tests.support.finance import SUPPLIER, invoice, line
from tests.unit.recruitment.examples import definition

PROJECT = "bridge"
GROUP = {"project": PROJECT, "target_group": "residents"}
EVIDENCE = {"kind": "certificate", "dated": "2021-03-20"}


class Story:
    """The services, and what was done there so far."""

    def __init__(self, services: Everywhere) -> None:
        self.services = services
        self.people = 0

    async def does(self, service: str, command: str, **body: Any) -> Any:
        return await self.services.tell(service, command, body)

    async def in_time(self, service: str, command: str, **body: Any) -> Any:
        """A command that is accepted as soon as the service has heard what it is about."""

        async def told() -> Any:
            url = f"{self.services.urls[service]}/commands/{command}"
            answer = await self.services.http.post(url, json=body, headers=self.services.as_coordinator())
            return answer.json() if answer.status_code == 200 else None

        return await eventually(told, within=60, what=f"{service} knows what {command} is about")

    async def applied(self, *, until: str = "place", **more: Any) -> Mapping[str, str]:
        """Somebody who applied, was assessed, and asked for a place."""
        self.people += 1
        told = await self.does("recruitment", "submit_application", **form("Anna", f"Nowak-{self.people}", self.people))
        who = {"application": told["application_id"], "person": told["person_id"]}
        if until != "application":
            answer = {"eligible": until != "rejection", "reasons": ["age"] if until == "rejection" else []}
            await self.does("recruitment", "assess_application", application=who["application"], **answer)
        if until == "place":
            await self.does("recruitment", "recruit_candidate", application=who["application"])
        return who


async def played(services: Everywhere) -> None:
    """On 31 March 2021."""
    story = Story(services)
    await services.on("2021-03-01")
    opened = definition(project=PROJECT, limit=2, **MEASURED).model_dump(mode="json")
    await story.does("recruitment", "open_project", definition=opened)
    taking_part, leaving = [await story.applied() for _ in range(2)]
    for _ in ("is offered a place", "waits"):
        await story.applied()
    await story.does("recruitment", "change_group_limit", **GROUP, limit=3, reason="aneks nr 1")
    for until in ("application", "assessment", "rejection"):
        await story.applied(until=until)
    owing = await story.applied(until="application")
    results = dict.fromkeys(CRITERIA, "met") | {"age": "evidence_missing"}
    await story.does("recruitment", "assess_by_criteria", application=owing["application"], results=results)
    appealing = await story.applied(until="rejection")
    await story.does("recruitment", "appeal_assessment", application=appealing["application"])
    await with_activities(story, taking_part["application"], leaving["application"])
    await with_money(story)
    await with_the_rest(story, taking_part["person"], leaving["application"])


async def with_activities(story: Story, *participants: str) -> None:
    """A workshop of 2 March that both came to, one of 30 March without a list, and a certificate."""
    for one in participants:
        await story.does("recruitment", "sign_contract", application=one, signed_on="2021-03-01", goals=["praca"])
    details = {"project": PROJECT, "title": "Kurs", "form": "course", "service_class": "vocational"}
    activity = (await story.in_time("activities", "plan_activity", **details))["activity_id"]
    await story.in_time("activities", "enrol", activity=activity, participants=list(participants))
    sessions = [
        (await story.does("activities", "schedule_session", activity=activity, on=day, hours="2.00"))["session_id"]
        for day in ("2021-03-02", "2021-03-30", "2021-04-20")
    ]
    await story.services.on("2021-03-03")
    entries = [{"participant": one, "status": "present"} for one in participants]
    await story.does("activities", "record_attendance", session=sessions[0], entries=entries)
    certificate = {"activity": activity, "participant": participants[0], "kind": "qualification", "issued_on": "2021-03-03"}
    await story.does("activities", "issue_certificate", **certificate, issuer="Izba Rzemieślnicza")


async def with_money(story: Story) -> None:
    """A budget, a supplier and two documents, one of them paid."""
    tasks = [{"code": "1", "title": "Warsztaty", "kind": "direct", "lines": [line("1.1", "3500000.00")]}]
    sources = definition().model_dump(mode="json")["value"]["sources"]
    await story.in_time("finance", "approve_budget", project=PROJECT, total="3500000.00", sources=sources, tasks=tasks)
    supplier = (await story.does("finance", "register_supplier", **SUPPLIER))["supplier_id"]
    row = {"line": "1.1", "eligible": "100.00"}
    for number in ("FV 1", "FV 2"):
        document = invoice(supplier, number, row, gross="100.00", project=PROJECT)
        expense = (await story.does("finance", "record_expense", **document))["expense_id"]
    await story.does("finance", "pay_expense", expense=expense, paid_on="2021-03-03")


async def with_the_rest(story: Story, person: str, leaving: str) -> None:
    """One leaves, one asks about their data, a family member is known, and a report is submitted."""

    async def started() -> bool:
        found = await story.services.ask("recruitment", "participants", project=PROJECT)
        return {one["participant"]: one["started_on"] for one in found["items"]}[leaving] is not None

    await eventually(started, within=60, what="recruitment has heard of the attendance")
    end = {"application": leaving, "on": "2021-03-03", "reason": "path_completed", "along_path": True}
    await story.does("recruitment", "end_participation", **end)
    await story.services.on("2021-03-31")
    request = {"person": person, "project": PROJECT, "kind": "access", "received_on": "2021-03-30", "channel": "letter"}
    await story.does("recruitment", "record_subject_request", **request)
    near = {
        "given_name": "Jan",
        "family_name": "Nowak",
        "birth_date": "2011-05-05",
        "sex": "male",
        "no_pesel": "refused",
        "identity": "legitymacja",
    }
    await story.does("recruitment", "register_person", project=PROJECT, capacity="guardian", of=person, person=near)
    coordinator = story.services.token(story.services.coordinator, Role.COORDINATOR)
    period = {"project": PROJECT, "since": "2021-03-01", "until": "2021-03-30", "kind": "periodic"}
    url = f"{story.services.urls['reporting']}/commands/submit_report"

    async def submitted() -> bool:
        return (await story.services.http.post(url, json=period, headers=coordinator)).status_code == 200

    await eventually(submitted, within=60, what="reporting knows the project")
