"""A small project of one's own in the installation, opened today, so that tests do not meet each other's people."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from deploy.scenarios.gora_pomocy_3 import generate
from deploy.scenarios.pesel import Sex, pesel
from tests.browser.staff import PEOPLE, PLACES, SEED, Played

GROUP = "Mieszkańcy osiedla Zastalowskiego"
BEGAN = timedelta(days=45)
"""So long ago the project began."""
LINES = (("1.1", "warsztaty", "60000.00"), ("1.2", "materiały i poczęstunek", "40000.00"))


@dataclass(frozen=True)
class Somebody:
    """Who applies; nobody has this number."""

    given_name: str
    family_name: str
    born: date
    sex: Sex
    serial: int

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"

    @property
    def listed(self) -> str:
        """As a list names them."""
        return f"{self.family_name} {self.given_name}"

    @property
    def pesel(self) -> str:
        return pesel(self.born, self.sex, self.serial)

    @property
    def identity(self) -> dict[str, str]:
        """As the form of an application has it."""
        return {"pesel": self.pesel}


class Unnumbered(Somebody):
    """Who refuses to give the number."""

    @property
    def identity(self) -> dict[str, str]:
        return {"birth_date": str(self.born), "sex": self.sex, "no_pesel": "refused", "identity": "oświadczenie"}


@dataclass(frozen=True)
class Bridge:
    """The project, on the business date of the installation."""

    centre: Played
    project: str
    title: str
    today: date

    @property
    def yesterday(self) -> date:
        return self.today - timedelta(days=1)

    async def submitted(self, who: Somebody, *, days_ago: int) -> str:
        """An application that somebody took in; its id."""
        at = datetime.combine(self.today - timedelta(days=days_ago), time(9, 30))
        form = {
            "project": self.project,
            "target_group": "residents",
            "person": {"given_name": who.given_name, "family_name": who.family_name} | who.identity,
            "applied_at": at.isoformat(timespec="minutes"),
            "premises": ["art7"],
            "disability": {"degree": "none"},
            "labour_status": "inactive",
            "no_same_support": True,
        }
        application: str = (await self.centre.tell("social_worker_ois", "submit_application", **form))["application_id"]
        return application

    async def applied(self, who: Somebody, *, days_ago: int) -> str:
        """An application that was assessed as well, with a place or on the reserve list; its id."""
        application = await self.submitted(who, days_ago=days_ago)
        await self.centre.tell("coordinator", "assess_application", application=application, eligible=True)
        await self.centre.tell("social_worker_ois", "recruit_candidate", application=application)
        return application

    async def signed(self, application: str) -> None:
        """The contract of somebody with a place."""
        on = self.today.isoformat()
        await self.centre.tell("social_worker_ois", "sign_contract", application=application, signed_on=on, goals=["Praca"])

    async def offered(self, limit: int) -> None:
        """So many places from now on: whoever is first on the reserve list is offered one."""
        where = {"project": self.project, "target_group": "residents"}
        await self.centre.tell("coordinator", "change_group_limit", **where, limit=limit, reason="Aneks")
        await self.centre.settled()

    async def activity(self, title: str, *people: str) -> str:
        """An activity with a session today, and these applications enrolled if any; the session's id."""
        details = {"project": self.project, "title": title, "form": "workshop", "service_class": "social"}
        activity = (await self.centre.tell("coordinator", "plan_activity", **details))["activity_id"]
        on = {"activity": activity, "on": self.today.isoformat(), "hours": "4"}
        session: str = (await self.centre.tell("coordinator", "schedule_session", **on))["session_id"]
        await self.centre.settled()
        if people:
            await self.centre.tell("coordinator", "enrol", activity=activity, participants=list(people))
        return session


async def bridge(centre: Played, project: str, title: str, places: int) -> Bridge:
    """The project with so many places and an approved budget of 100 000 zł, of which 85 % is a grant."""
    today = date.fromisoformat((await centre.ask("coordinator", "clocks"))["business_date"])
    starts, ends = today - BEGAN, today + timedelta(days=400)
    sources = [
        {"code": "grant", "title": "dofinansowanie", "amount": "85000.00"},
        {"code": "own", "title": "wkład własny", "amount": "15000.00"},
    ]
    definition: dict[str, Any] = generate(SEED, PEOPLE, PLACES).definition["project"] | {
        "project": project,
        "title": title,
        "starts_on": starts.isoformat(),
        "ends_on": ends.isoformat(),
        "value": {"total": "100000.00", "currency": "PLN", "sources": sources},
        "target_groups": [{"code": "residents", "title": GROUP, "limit": places}],
    }
    definition["recruitment"] = definition["recruitment"] | {"replacement_until": ends.isoformat()}
    await centre.tell("coordinator", "open_project", definition=definition)
    await centre.settled()
    tasks = [{"code": "1", "title": "Aktywizacja społeczna", "kind": "direct", "lines": [_line(*one) for one in LINES]}]
    eligible = {"eligible_from": starts.isoformat(), "eligible_until": ends.isoformat()}
    await centre.tell(
        "accountant", "approve_budget", project=project, total="100000.00", sources=sources, tasks=tasks, **eligible
    )
    await centre.settled()
    return Bridge(centre, project, title, today)


def _line(code: str, title: str, amount: str) -> dict[str, str]:
    price = {"unit": "ryczałt", "quantity": "1", "unit_price": amount, "amount": amount}
    return {"code": code, "title": title, "category": "usługi zewnętrzne", **price}
