"""Certificates on real PostgreSQL: what the attendance list says decides, and each is issued once."""

import asyncio
from uuid import UUID

import pytest

from services.activities import commands, queries
from services.activities import commands as use
from services.activities.main import SERVICE
from shared.http.roles import Role
from shared.kernel.errors import Forbidden, Refused
from shared.kernel.ids import ActorId
from shared.store.transaction import Who
from tests.support.activities import ANNA, EWA, MAREK, PROJECT, REASON, Bench, bench_on
from tests.support.desk import calling

STAGES = {"scope": "2023-05-02", "standard": "2023-05-09", "assessment": "2023-06-10", "comparison": "2023-06-11"}


@pytest.fixture
async def bench(fresh_database) -> Bench:
    return await bench_on(fresh_database)


async def course(bench: Bench) -> tuple[UUID, UUID]:
    """A course with one session on 10 June; Anna was there, Marek was late, Ewa was excused."""
    activity = await bench.planned(title="Kurs opiekuna", form="course", capacity=3)
    session = await bench.scheduled(activity)
    await bench.do(use.enrol, activity=activity, participants=[ANNA, MAREK, EWA])
    on_the_list = {ANNA: "present", MAREK: "late", EWA: "excused"}
    entries = [{"participant": who, "status": status} for who, status in on_the_list.items()]
    await bench.do(use.record_attendance, session=session, entries=entries)
    return activity, session


async def test_who_was_there_late_or_not_gets_certificates_and_they_are_listed(bench):
    activity, _ = await course(bench)
    issuer = "Zakład Doskonalenia Zawodowego"
    await bench.do(
        commands.issue_certificate,
        activity=activity,
        participant=ANNA,
        kind="qualification",
        issued_on="2023-06-12",
        issuer=issuer,
        number="17/2023",
    )
    for who in (ANNA, MAREK):
        await bench.do(
            commands.issue_certificate,
            activity=activity,
            participant=who,
            kind="competence",
            issued_on="2023-06-11",
            stages=STAGES,
        )
    no = await bench.refused(
        commands.issue_certificate,
        activity=activity,
        participant=EWA,
        kind="competence",
        issued_on="2023-06-11",
        stages=STAGES,
    )

    items = [one.model_dump(mode="json") for one in (await bench.ask(queries.certificates, project=PROJECT)).items]
    messages = await bench.column("SELECT convert_from(message, 'UTF8') FROM event WHERE name = 'CertificateIssued'")

    assert no.code == "no_attendance"
    assert [(one["participant"], one["kind"], one["issued_on"], one["number"], one["stages"]) for one in items] == [
        (str(ANNA), "competence", "2023-06-11", None, STAGES),
        (str(MAREK), "competence", "2023-06-11", None, STAGES),
        (str(ANNA), "qualification", "2023-06-12", "17/2023", None),
    ]
    assert {one["title"] for one in items} == {"Kurs opiekuna"}
    assert len(messages) == 3
    assert not any("17/2023" in message or issuer in message for message in messages)


async def test_whose_presence_was_corrected_away_gets_none(bench):
    activity, session = await course(bench)
    await bench.do(use.correct_attendance, session=session, participant=ANNA, status="unexcused", reason=REASON)

    no = await bench.refused(
        commands.issue_certificate,
        activity=activity,
        participant=ANNA,
        kind="competence",
        issued_on="2023-06-11",
        stages=STAGES,
    )

    assert no.code == "no_attendance"


async def test_of_two_at_once_one_is_issued(bench):
    activity, _ = await course(bench)
    wish = {"activity": activity, "participant": ANNA, "kind": "competence", "issued_on": "2023-06-11", "stages": STAGES}

    answers = await asyncio.gather(*(bench.do(commands.issue_certificate, **wish) for _ in range(2)), return_exceptions=True)

    assert [one.code for one in answers if isinstance(one, Refused)] == ["certificate_already_issued"]
    assert len((await bench.ask(queries.certificates, project=PROJECT)).items) == 1


async def test_certificates_of_a_project_out_of_scope_are_neither_issued_nor_shown(bench):
    activity, _ = await course(bench)
    elsewhere = Who(ActorId(ANNA), projects=frozenset({"postaw-na-siebie"}))
    wish = {"activity": activity, "participant": ANNA, "kind": "competence", "issued_on": "2023-06-11", "stages": STAGES}

    with pytest.raises(Forbidden):
        await bench.do(commands.issue_certificate, elsewhere, **wish)
    with pytest.raises(Forbidden):
        await bench.ask(queries.certificates, elsewhere, project=PROJECT)


async def test_over_http_a_trainer_issues_and_an_unknown_activity_is_not_found(bench, tmp_path):
    activity, _ = await course(bench)
    body = {"participant": str(ANNA), "kind": "competence", "issued_on": "2023-06-11", "stages": STAGES}

    async with calling(SERVICE, bench.commands, tmp_path, Role.TRAINER) as client:
        issued = await client.post("/commands/issue_certificate", json=body | {"activity": str(activity)})
        nowhere = await client.post("/commands/issue_certificate", json=body | {"activity": str(ANNA)})
        listed = (await client.get("/queries/certificates", params={"project": PROJECT})).json()

    assert issued.json() == {"position": f"certificate:{activity}/{ANNA}/competence@1"}
    assert (nowhere.status_code, nowhere.json()["code"]) == (404, "unknown_activity")
    assert [one["stages"] for one in listed["items"]] == [STAGES]
