"""Real commands of recruitment, as many as are wanted: new applicants of a filled store, each assessed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from deploy.load.lives import BIRTHDAYS, FIRST_BIRTHDAY
from deploy.scenarios.pesel import Sex, pesel
from services.recruitment import commands
from services.recruitment.commands.applying import ApplicationAnswer, AssessApplication, SubmitApplication
from shared.kernel.ids import SYSTEM, new_id
from shared.store.answer import Answer
from shared.store.transaction import Commands, Request, Who

STAFF = Who(SYSTEM, organisation="mops")


@dataclass(frozen=True, slots=True)
class Office:
    """Somebody who types in forms. `numbers` makes the PESEL numbers: each may be used once in a store."""

    run: Commands
    project: str
    group: str
    numbers: Iterator[int]

    async def submit_and_assess(self) -> None:
        """Two commands: three streams, three events, the read models beside them."""
        command = SubmitApplication.model_validate(form(self.project, self.group, next(self.numbers)))
        submitted = await self.run.execute(commands.submit_application, _asking(command), ApplicationAnswer)
        assessment = AssessApplication(application=submitted.application_id, eligible=True)
        await self.run.execute(commands.assess_application, _asking(assessment), Answer)


def _asking(body: Any) -> Request:
    return Request(body, STAFF, str(new_id()), correlation=new_id())


def form(project: str, group: str, number: int) -> dict[str, Any]:
    """The form of an application as it comes in through HTTP; applied in the first days of the project."""
    year = 2010 + int(project.rpartition("-")[2]) % 13
    born_on = FIRST_BIRTHDAY + timedelta(days=number % BIRTHDAYS)
    return {
        "project": project,
        "target_group": group,
        "person": {"given_name": "Anna", "family_name": "Nowak", "pesel": pesel(born_on, Sex.FEMALE, number // BIRTHDAYS)},
        "applied_at": datetime(year, 2, 1, 9, 15).isoformat(),  # noqa: DTZ001 - local time, as on the form
        "premises": ["art7"],
        "disability": {"degree": "none"},
        "labour_status": "inactive",
        "no_same_support": True,
    }
