"""The player sends steps in order, repeats what was swallowed, and says exactly where and why it stopped."""

import httpx
import pytest

from deploy.play.client import Accounts, Client, Login
from deploy.play.errors import GatewayAway, PlayError, ScenarioError, StepFailed
from deploy.play.player import Player
from deploy.play.reader import read_scenario
from tests.unit.play.stand_in import Gateway

ACCOUNTS = Accounts(
    [
        Login("social_worker", "secret-1", ("social_worker",)),
        Login("ewa", "secret-2", ("coordinator", "auditor")),
        Login("admin", "secret-3", ("admin",)),
    ]
)
PATIENCE = 1.5
SUBMIT = """\
  - as: social_worker
    do: submit_application
    with: {project: p, person: {given_name: Anna, pesel: "44051401458"}}
    save: {anna: application_id}
"""
ANSWERED = (200, {"application_id": "7f0c"})
AWAY = (503, {"code": "unavailable"})


async def play(tmp_path, gateway, steps, run="first"):
    file = tmp_path / "s.yaml"
    file.write_text(f"scenario: small\nsteps:\n{steps}", "utf-8")
    transport = httpx.ASGITransport(app=gateway)
    async with Client("http://gateway", ACCOUNTS, PATIENCE, transport) as client:
        player = Player(client, read_scenario(file), run)
        await player.play()
    return player


async def test_a_new_date_settles_moves_the_clock_and_settles_again(tmp_path):
    gateway = Gateway()
    player = await play(tmp_path, gateway, "  - date: 2021-01-04\n  - date: 2021-01-11\n")
    assert [call.operation for call in gateway.calls if call.operation != "sign_in"] == [
        *("settle", "advance_clock", "clocks", "settle"),
        *("advance_clock", "settle"),
    ]
    assert [call.inputs for call in gateway.sent("advance_clock")] == [{"to": "2021-01-04"}, {"to": "2021-01-11"}]
    assert {call.token for call in gateway.sent("advance_clock")} == {"Bearer token of admin"}
    assert player.tally.dates == 2


async def test_a_clock_that_is_not_driven_is_left_alone(tmp_path):
    gateway = Gateway(answers={"advance_clock": [(409, {"code": "clock_not_driven"})]})
    await play(tmp_path, gateway, "  - date: 2021-01-04\n  - date: 2021-01-11\n")
    assert len(gateway.sent("advance_clock")) == 1


async def test_a_stack_that_has_seen_later_days_cannot_play_this(tmp_path):
    gateway = Gateway(answers={"clocks": [(200, {"business_date": "2023-06-30"})]})
    with pytest.raises(ScenarioError, match=r"s\.yaml:3, step 1: the business clock stands at 2023-06-30 and does not go back"):
        await play(tmp_path, gateway, "  - date: 2021-01-04\n")


async def test_what_a_step_saves_is_there_for_later_steps(tmp_path):
    gateway = Gateway(answers={"submit_application": [ANSWERED], "headcount": [(200, {"persons": 1, "who": "7f0c"})]})
    steps = SUBMIT + '  - mark: then\n  - as: auditor\n    expect: headcount\n    equals: {who: "${anna}"}\n'
    player = await play(tmp_path, gateway, steps + '    with: {as_of: 2021-02-01, known_at: "${then}"}\n')
    assert gateway.sent("headcount")[0].inputs == {"as_of": "2021-02-01", "known_at": "2026-01-01T00:00:00.123456+00:00"}
    assert gateway.sent("headcount")[0].token == "Bearer token of ewa"
    assert player.names["anna"] == "7f0c"


async def test_nothing_is_on_its_way_before_a_mark_and_a_question(tmp_path):
    gateway = Gateway(answers={"submit_application": [ANSWERED]})
    ask = "  - {as: auditor, expect: headcount, with: {as_of: 2021-02-01}, equals: {}}\n"
    await play(tmp_path, gateway, SUBMIT + ask + ask + SUBMIT + "  - mark: then\n")
    order = [call.operation for call in gateway.calls if call.operation != "sign_in"]
    assert order == [
        *("submit_application", "settle", "headcount", "headcount"),
        *("submit_application", "settle", "clocks"),
    ]


async def test_each_command_has_a_key_of_its_own_which_a_repetition_keeps(tmp_path):
    gateway = Gateway(answers={"submit_application": [AWAY, (502, None), ANSWERED]})
    await play(tmp_path, gateway, SUBMIT + SUBMIT)
    keys = [call.key for call in gateway.sent("submit_application")]
    assert keys == ["small/first/1/submit_application"] * 3 + ["small/first/2/submit_application"]


async def test_a_gateway_that_stays_away_ends_the_play(tmp_path):
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    with pytest.raises(GatewayAway, match=r"GET /openapi.json: no answer in 0.2 s \(ConnectError\)"):
        async with Client("http://gateway", ACCOUNTS, 0.2, httpx.MockTransport(refuse)):
            pass


async def test_an_expired_token_is_replaced_once(tmp_path):
    gateway = Gateway(answers={"submit_application": [(401, {"code": "token_refused"}), ANSWERED]})
    await play(tmp_path, gateway, SUBMIT)
    assert len(gateway.sent("sign_in")) == 2
    assert len(gateway.sent("submit_application")) == 2


async def test_an_account_that_is_not_let_in_ends_the_play_without_its_password(tmp_path):
    gateway = Gateway(answers={"sign_in": [(401, {"code": "wrong_login"})]})
    with pytest.raises(PlayError) as ended:
        await play(tmp_path, gateway, SUBMIT)
    assert str(ended.value) == "the gateway does not let social_worker in: 401 wrong_login"


async def test_a_refusal_nobody_expected_names_the_step_and_hides_the_person(tmp_path):
    gateway = Gateway(answers={"submit_application": [(422, {"code": "pesel_checksum", "field": "person.pesel"})]})
    with pytest.raises(StepFailed) as failed:
        await play(tmp_path, gateway, "  - mark: x\n" + SUBMIT)
    assert str(failed.value) == (
        f"{tmp_path / 's.yaml'}:4, step 2: submit_application was refused\n"
        "  sent:     {'project': 'p', 'person': {'given_name': '…', 'pesel': '…'}}\n"
        "  answered: 422 {'code': 'pesel_checksum', 'field': 'person.pesel'}"
    )


REFUSED = SUBMIT.replace("    save: {anna: application_id}\n", "    refused: pesel_checksum\n")


async def test_an_expected_refusal_is_counted(tmp_path):
    gateway = Gateway(answers={"submit_application": [(422, {"code": "pesel_checksum"})]})
    player = await play(tmp_path, gateway, REFUSED)
    assert (player.tally.commands, player.tally.refusals) == (1, 1)


@pytest.mark.parametrize("answer", [ANSWERED, (409, {"code": "application_already_open"})])
async def test_an_expected_refusal_that_does_not_come_is_a_failure(tmp_path, answer):
    gateway = Gateway(answers={"submit_application": [answer]})
    with pytest.raises(StepFailed, match="step 1: submit_application was to be refused: pesel_checksum"):
        await play(tmp_path, gateway, REFUSED)


async def test_a_figure_that_differs_names_step_and_path(tmp_path):
    gateway = Gateway(answers={"headcount": [(200, {"persons": 78, "women": 51})]})
    steps = "  - {as: auditor, expect: headcount, with: {as_of: 2016-05-31}, equals: {persons: 78, women: 52}}\n"
    with pytest.raises(StepFailed) as failed:
        await play(tmp_path, gateway, steps)
    assert str(failed.value) == (
        f"{tmp_path / 's.yaml'}:3, step 1: headcount is not as expected\n"
        "  sent:     {'as_of': '2016-05-31'}\n"
        "  answered: women: expected 52, is 51"
    )


@pytest.mark.parametrize(
    ("step", "wrong"),
    [
        ("{as: social_worker, do: submit_aplication}", "unknown operation submit_aplication"),
        ("{as: social_worker, do: submit_application, with: {project: p}}", "submit_application needs person"),
        ("{as: auditor, expect: headcount, equals: {}}", "headcount needs as_of"),
        ("{as: auditor, expect: headcount, with: {as_of: x, at: y}, equals: {}}", "headcount does not know at"),
        ("{as: auditor, do: headcount}", "headcount belongs under `expect`"),
        ("{as: auditor, expect: settle, equals: {}}", "settle belongs under `do`"),
    ],
)
async def test_a_scenario_that_does_not_fit_the_gateway_is_refused_before_anything_is_sent(tmp_path, step, wrong):
    gateway = Gateway()
    with pytest.raises(ScenarioError) as refused:
        await play(tmp_path, gateway, f"  - mark: x\n  - {step}\n")
    assert str(refused.value) == f"{tmp_path / 's.yaml'}:4, step 2: {wrong}"
    assert gateway.calls == []


async def test_a_name_nobody_saved_is_named(tmp_path):
    with pytest.raises(ScenarioError, match=r"s\.yaml:3, step 1: nothing was saved as marek"):
        await play(tmp_path, Gateway(), '  - {as: auditor, expect: headcount, with: {as_of: "${marek}"}, equals: {}}\n')


async def test_an_answer_without_the_field_to_save_is_a_failure(tmp_path):
    with pytest.raises(StepFailed, match="step 1: the answer has no application_id to save"):
        await play(tmp_path, Gateway(), SUBMIT)


async def test_a_definition_is_read_from_the_file_beside_the_scenario(tmp_path):
    (tmp_path / "definition.yaml").write_text("project: {project: p, starts_on: 2021-01-01}\nfacts: []\n", "utf-8")
    gateway = Gateway()
    await play(tmp_path, gateway, "  - {as: ewa, do: open_project, with: {file: definition.yaml}}\n")
    assert gateway.sent("open_project")[0].inputs == {"definition": {"project": "p", "starts_on": "2021-01-01"}}


async def test_an_unknown_actor_is_named(tmp_path):
    with pytest.raises(ScenarioError, match=r"s\.yaml:3, step 1: there is no demo account nobody"):
        await play(tmp_path, Gateway(), SUBMIT.replace("social_worker", "nobody"))


async def test_a_stream_that_is_parked_stops_the_play(tmp_path):
    gateway = Gateway(answers={"settle": [(200, {"parked": {"reporting": 2}, "total": 9})]})
    with pytest.raises(StepFailed, match="records are parked"):
        await play(tmp_path, gateway, "  - date: 2021-01-04\n")
