"""Projects that ended long ago: what was told about their candidates may be erased."""

from datetime import date
from typing import Any

from deploy.play.client import Client
from services.recruitment.domain.words import Sex
from tests.browser import second_project
from tests.unit.recruitment.examples import pesel

CODE, TITLE, OFFICER = "dawny-most", "Dawny most", "data_protection_officer"
BEGAN, ENDED, ACCOUNTS = date(2019, 2, 1), date(2021, 6, 30), date(2021, 12, 15)
APPLIED = "2019-03-04T09:30"


async def opened(client: Client) -> dict[str, str]:
    """Its code as `old`, its group as `old_group`, the erasure that waits for another person as `erasure`."""
    await ended(client, CODE, TITLE)
    days = {"agreement_ended_on": str(ENDED), "accounts_submitted_on": str(ACCOUNTS)}
    await _tell(client, CODE, "set_retention", OFFICER, project=CODE, basis="reg_1303_2013_two_years", **days)
    proposed = await _tell(client, CODE, "propose_erasure", OFFICER, project=CODE, kind="candidates")
    return {"old": CODE, "old_group": second_project.GROUP, "erasure": proposed["batch_id"]}


async def ended(client: Client, code: str, title: str) -> None:
    """The project with its candidate; until when the data is kept nobody has said."""
    period = {"project": code, "title": title, "starts_on": str(BEGAN), "ends_on": str(ENDED)}
    await _tell(client, code, "open_project", "coordinator", definition=second_project.definition(ENDED) | period)
    person = {"given_name": "Henryk", "family_name": "Olcha", "pesel": pesel(date(1971, 5, 6), 1, Sex.MALE)}
    form = {"premises": ["art7"], "disability": {"degree": "none"}, "labour_status": "inactive", "no_same_support": True}
    where = {"project": code, "target_group": second_project.GROUP, "applied_at": APPLIED}
    await _tell(client, code, "submit_application", "social_worker", person=person, **where, **form)


async def _tell(client: Client, code: str, operation: str, login: str, **inputs: Any) -> Any:
    answer = await client.send(login, operation, inputs, f"old project {code} {operation}")
    assert answer.ok, (operation, answer)
    return answer.body
