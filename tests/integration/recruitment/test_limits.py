"""The history of limits: what it was, what it became, when, why and by whom."""

from datetime import date

from services.recruitment import commands
from services.recruitment.commands.placing import ChangeGroupLimit
from services.recruitment.queries.limits import limit_history
from shared.http.roles import Role
from tests.integration.recruitment.office import WORKER, Office, seen_by


async def test_every_change_stands_with_its_day_and_reason_the_newest_first(office: Office):
    await office.open(limit=105)
    await office.today("2021-10-15")
    body = {"project": "bridge", "target_group": "residents", "limit": 119, "reason": "aneks nr 2"}
    await office.do(commands.change_group_limit, ChangeGroupLimit.model_validate(body))

    told = (await office.ask(limit_history, project="bridge")).items

    assert [(one.previous, one.limit, one.on, one.reason) for one in told] == [
        (105, 119, date(2021, 10, 15), "aneks nr 2"),
        (None, 105, date(2021, 3, 1), None),
    ]
    assert {(one.title, one.actor) for one in told} == {("Mieszkańcy", WORKER.actor)}
    careful = (await seen_by(office, Role.ACCOUNTANT).ask(limit_history, project="bridge")).items
    assert [(one.previous, one.limit, one.reason) for one in careful] == [(105, 119, None), (None, 105, None)]
