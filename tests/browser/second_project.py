"""A project that goes on today: somebody in each place between the form and the path, activities with and without lists.

Everything in it came about by commands of the staff, as on any other day.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from typing import Any

from deploy.play.client import Client
from services.recruitment.domain.criteria import Criterion
from services.recruitment.domain.words import Sex
from shared.testing.eventually import eventually
from tests.unit.recruitment.examples import pesel

CODE, GROUP = "most-do-pracy", "unemployed"
BEFORE, AFTER = timedelta(days=120), timedelta(days=600)
"""How long it has been going on, and how long it will."""
PATIENCE = 60
"""Seconds until news of one service have arrived at another, at the latest."""
ADDRESS = {"street": "Dworcowa", "house": "15", "flat": "3a", "postal_code": "65-001", "town": "Zielona Góra"}
KNOWN_BY_NAME = "Kowalczyk"
"""The family name of two entries of one human being."""
Names = Mapping[str, str]


@dataclass
class SecondProject:
    """Builds it, and remembers who and what is where: ids by name."""

    client: Client
    today: date
    ids: dict[str, str] = field(default_factory=lambda: {"second": CODE, "second_group": GROUP})
    numbers: "count[int]" = field(default_factory=count)

    async def tell(self, operation: str, login: str = "coordinator", **inputs: Any) -> Any:
        answer = await self.client.send(login, operation, inputs, f"second project {next(self.numbers)}")
        assert answer.ok, (operation, answer)
        return answer.body

    async def heard(self, operation: str, login: str = "coordinator", **inputs: Any) -> Any:
        """As `tell`, as soon as the service has heard of what it is about."""
        key = f"second project {next(self.numbers)}"

        async def answered() -> Any:
            answer = await self.client.send(login, operation, inputs, key)
            return answer.body if answer.ok else None

        return await eventually(answered, within=PATIENCE, what=f"{operation} is accepted")

    async def applied(self, name: str, given: str, family: str, **more: Any) -> None:
        """`name`: of the application; the person is called the same with `_person` behind."""
        number = len(self.ids)
        person = {"given_name": given, "family_name": family, "phone": "600 100 200", "address": ADDRESS}
        identity = {} if "birth_date" in more else {"pesel": pesel(date(1980, 3, 17), number, Sex.FEMALE)}
        form = await self.tell(
            "submit_application",
            "social_worker",
            project=CODE,
            target_group=GROUP,
            person=person | identity | more,
            applied_at=f"{self.today - timedelta(days=60)}T08:{number:02d}",
            premises=["art7"],
            disability={"degree": "moderate", "kinds": ["intellectual"]} if number % 3 == 0 else {"degree": "none"},
            labour_status="unemployed_registered",
            no_same_support=True,
        )
        self.ids[name], self.ids[f"{name}_person"] = form["application_id"], form["person_id"]

    async def assessed(self, *names: str) -> None:
        for name in names:
            await self.tell("assess_application", "social_worker", application=self.ids[name], eligible=True)

    async def asked_for_place(self, *names: str) -> None:
        await self.assessed(*names)
        for name in names:
            await self.tell("recruit_candidate", application=self.ids[name])

    async def session(self, name: str, activity: str, days: int, hours: str = "3.00") -> str:
        on = self.today + timedelta(days=days)
        told = await self.tell("schedule_session", activity=self.ids[activity], on=str(on), hours=hours)
        self.ids[name] = told["session_id"]
        return self.ids[name]


async def opened(client: Client, today: date, trainer: str) -> Names:
    """The whole project; the ids in it by name."""
    project = SecondProject(client, today)
    await project.tell("open_project", definition=definition(today))
    await _recruiting(project)
    await _turned_away(project)
    await _activities(project, trainer)
    await _requests(project)
    return project.ids


async def _recruiting(project: SecondProject) -> None:
    """Three have places, one is offered a fourth, one waits."""
    for name, given, family in (
        ("taking_part", "Anna", "Zielińska"),
        ("signed", "Ewa", "Wójcik-Brzęczyszczykiewicz"),
        ("recruited", "Iga", "Lis"),
        ("offered", "Ola", "Nowak"),
        ("waiting", "Zofia", "Mazur"),
        ("eligible", "Jan", "Sowa"),
        ("submitted", "Marek", "Bąk"),
    ):
        await project.applied(name, given, family)
    await project.asked_for_place("taking_part", "signed", "recruited", "offered", "waiting")
    await project.assessed("eligible")
    limit = {"project": CODE, "target_group": GROUP, "limit": 4, "reason": "aneks nr 1 do umowy o dofinansowanie"}
    await project.tell("change_group_limit", **limit)
    for name in ("taking_part", "signed"):
        goals = ["powrót do pracy", "uporządkowanie spraw mieszkaniowych"]
        await project.tell("sign_contract", application=project.ids[name], signed_on=str(project.today), goals=goals)
    family = {"given_name": "Krzysztof", "family_name": "Zieliński", "birth_date": "2012-05-04", "sex": "male"}
    of = {"project": CODE, "of": project.ids["taking_part_person"], "capacity": "family_member"}
    await project.tell("register_person", person=family | {"no_pesel": "not_needed"}, **of)


async def _turned_away(project: SecondProject) -> None:
    """Rejected, in appeal, given up; one human being entered twice; and somebody who owes evidence."""
    for name, given in (("rejected", "Piotr"), ("appealed", "Paweł"), ("withdrawn", "Adam")):
        await project.applied(name, given, "Żuraw")
    for name in ("rejected", "appealed"):
        no = {"eligible": False, "reasons": ["premises", "age"]}
        await project.tell("assess_application", "social_worker", application=project.ids[name], **no)
    await project.tell("appeal_assessment", "social_worker", application=project.ids["appealed"])
    await project.tell("withdraw_application", application=project.ids["withdrawn"], reason="moved")
    await project.applied("once", "Katarzyna", KNOWN_BY_NAME)
    born = {"birth_date": "1980-03-17", "sex": "female", "no_pesel": "refused", "identity": "oświadczenie"}
    await project.applied("twice", "Katarzyna", KNOWN_BY_NAME, **born)
    await project.applied("incomplete", "Tomasz", "Wrona")
    results = dict.fromkeys(Criterion, "met") | {"labour_status": "evidence_missing", "disability": "evidence_missing"}
    await project.tell("assess_by_criteria", "social_worker", application=project.ids["incomplete"], results=results)
    await project.tell("correct_person", person=project.ids["signed_person"], phone="601 202 303", reason="nowy numer")


async def _activities(project: SecondProject, trainer: str) -> None:
    """One with a waiting list and lists of every kind, one that nobody has begun."""
    details = {"project": CODE, "form": "workshop", "service_class": "social"}
    more = {"capacity": 2, "families": True, "place": "Dom Kultury, ul. Festiwalowa 3", "leader": trainer}
    plan = {**details, "title": "Warsztaty komputerowe i szukanie pracy w internecie", **more}
    project.ids["course"] = (await project.heard("plan_activity", **plan))["activity_id"]
    project.ids["plan"] = (await project.tell("plan_activity", **details, title="Wycieczka do Wrocławia"))["activity_id"]
    project.ids["shared_list"] = (await project.tell("plan_activity", **details, title="Trening pracy"))["activity_id"]
    people = [project.ids[name] for name in ("taking_part", "signed", "recruited")]
    await project.heard("enrol", activity=project.ids["course"], participants=people)
    await project.tell("enrol", activity=project.ids["shared_list"], participants=people[:2])
    for name, days in (("sheet", 0), ("late_sheet", -20), ("next_session", 7), ("called_off", 3)):
        await project.session(name, "course", days)
    await project.tell("cancel_session", session=project.ids["called_off"], reason="choroba prowadzącego")
    held = await project.session("held", "course", 0, "4.50")
    entries = [
        {"participant": project.ids["taking_part"], "status": "present"},
        {"participant": project.ids["signed"], "status": "excused"},
    ]
    families = {"adults": 2, "children": 1}
    await project.heard("record_attendance", "trainer", session=held, entries=entries, families=families)
    day = str(project.today)
    paper = {"kind": "qualification", "number": "17/2023", "issuer": "Zakład Doskonalenia Zawodowego", "issued_on": day}
    await project.tell("issue_certificate", activity=project.ids["course"], participant=people[0], **paper)


async def _requests(project: SecondProject) -> None:
    """Two people ask about their data."""
    asked = {"channel": "letter", "received_on": str(project.today)}
    for name, kind, whose in (("access", "access", "signed_person"), ("restriction", "restriction", "waiting_person")):
        told = await project.tell("record_subject_request", kind=kind, person=project.ids[whose], **asked)
        project.ids[name] = told["request_id"]


def definition(today: date) -> dict[str, Any]:
    """With one group, three places, and money that was promised."""
    return {
        "project": CODE,
        "title": "Most do pracy",
        "beneficiary": "Miejski Ośrodek Pomocy Społecznej w Zielonej Górze",
        "starts_on": str(today - BEFORE),
        "ends_on": str(today + AFTER),
        "programme": {"axis": "Oś 7", "action": "Działanie 7.2", "fund": "Europejski Fundusz Społeczny"},
        "value": {
            "total": "800000.00",
            "currency": "PLN",
            "sources": [
                {"code": "grant", "title": "dofinansowanie", "amount": "680000.00"},
                {"code": "own", "title": "wkład własny", "amount": "120000.00"},
            ],
        },
        "partners": [{"code": "ois", "title": "Ośrodek Integracji Społecznej"}],
        "recruitment": _rules(),
        "target_groups": [{"code": GROUP, "title": "osoby bez pracy, objęte pomocą społeczną", "limit": 3}],
    }


def _rules() -> dict[str, Any]:
    titles: Sequence[tuple[str, str]] = (
        ("multiple_exclusion", "wielokrotne wykluczenie społeczne"),
        ("moderate_or_severe_disability", "znaczny lub umiarkowany stopień niepełnosprawności"),
        ("coupled_or_mental_disability", "niepełnosprawność sprzężona, zaburzenia psychiczne"),
    )
    return {
        "mode": "continuous",
        "order": "order_of_applications",
        "priority_first": True,
        "organisations": ["mops", "ois"],
        "premises": [
            {"code": "art7", "title": "korzystanie z pomocy społecznej (art. 7 ustawy)"},
            {"code": "homeless", "title": "bezdomność"},
        ],
        "multiple_exclusion_at_least": 2,
        "priority_groups": [{"code": code, "title": title} for code, title in titles],
        "offer_answer_days": 7,
        "after_refusal": "leaves",
        "exclusive": "same_support",
    }
