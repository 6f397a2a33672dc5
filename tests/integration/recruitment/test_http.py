"""Recruitment as a running service over HTTP: roles, versions, problems, and the timer that lets offers expire."""

from shared.http.roles import Role
from shared.testing.eventually import eventually
from tests.integration.recruitment.counter import FORM
from tests.integration.recruitment.office import RESIDENTS
from tests.unit.recruitment.examples import definition


async def test_an_offer_that_nobody_answers_goes_to_the_next_when_the_clock_passes_its_last_day(counter):
    opened = await counter.post("open_project", {"definition": definition(limit=0).model_dump(mode="json")})
    assert opened.json()["project"] == "bridge"
    first, second = await counter.candidate("02270803624"), await counter.candidate("44051401458")
    group = await counter.get("target_group", **RESIDENTS)
    change = RESIDENTS | {"limit": 1, "reason": "approved"}
    stale = await counter.post("change_group_limit", change, if_match='"1"')
    assert (stale.status_code, stale.json()["code"]) == (412, "stale_version")
    changed = await counter.post("change_group_limit", change, if_match=group.headers["ETag"])
    assert changed.status_code == 200
    await counter.advance("2021-03-08")
    assert (await counter.get("application", application=first)).json()["status"] == "offered"
    await counter.advance("2021-03-09")

    async def places() -> list[tuple[str, str, str]]:
        listed = await counter.get("reserve_list", **RESIDENTS)
        return [(item["application"], item["state"], item["answer_by"]) for item in listed.json()["items"]]

    await eventually(places, lambda found: found == [(second, "offered", "2021-03-16")])
    told = await counter.get("why_this_place", application=second)
    assert [one["event"] for one in told.json()["events"]][-1] == "ReservePlaceOffered"


async def test_roles_are_checked_and_refusals_are_problems_without_what_was_typed(counter):
    trainer = await counter.post("open_project", {"definition": definition().model_dump(mode="json")}, Role.TRAINER)
    assert (trainer.status_code, trainer.json()["code"]) == (403, "role_missing")
    await counter.post("open_project", {"definition": definition().model_dump(mode="json")})
    person = {"given_name": "Anna", "family_name": "Nowak", "pesel": "44051401459"}
    wrong = await counter.post("submit_application", FORM | {"person": person})
    assert (wrong.status_code, wrong.json()["code"], wrong.json()["field"]) == (422, "pesel_checksum", "person.pesel")
    assert "4405" not in wrong.text
    person["surprise"] = "44051401458"
    unknown = await counter.post("submit_application", FORM | {"person": person})
    assert (unknown.status_code, unknown.json()["code"]) == (422, "invalid_field")
    assert "4405" not in unknown.text
