"""Outcomes on real PostgreSQL: support of a class, the end, what was confirmed afterwards, and what it makes of the measure."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from services.recruitment import commands as use
from services.recruitment.commands.outcomes import ConfirmEmployment, ConfirmSocialEffect, RecordExclusion, RecordSituation
from services.recruitment.domain.words import Sex
from services.recruitment.projections.reading import METADATA
from services.recruitment.queries.effectiveness import effectiveness
from services.recruitment.queries.situations import situations
from services.recruitment.queries.why_effectiveness import why_effectiveness
from shared.kernel.errors import Forbidden, Invalid
from shared.store.transaction import Who
from tests.integration.recruitment.office import WORKER, Office, refusal
from tests.unit.recruitment.examples import pesel

MEASURED = {"effectiveness": {"version": "2018", "name": "efektywność społeczno-zatrudnieniowa"}}
PAPER = {"kind": "contract_copy", "dated": "2022-06-10"}
TRAINER = Who(WORKER.actor, frozenset({"trainer"}), "MOPS")
STRANGER = Who(WORKER.actor, WORKER.roles, "MOPS", frozenset({"another-project"}))


@pytest.fixture
async def measured(office: Office) -> Office:
    await office.open(**MEASURED)
    return office


async def left(office: Office, service_class: str = "vocational", on: str = "2022-05-31", **form: Any) -> UUID:
    """Somebody who had one support and completed the path."""
    who = await office.candidate(**form)
    await office.today("2021-03-01")
    await office.sign(who)
    await office.today(on)
    await office.attended(who, uuid4(), "2021-03-10", service_class)
    await office.end(who, on, "path_completed", along_path=True)
    return who


async def employ(office: Office, who: UUID, **changes: Any) -> None:
    said = {"application": who, "form": "employment_contract", "contracted_on": "2022-06-08", "since": "2022-06-10"}
    body = ConfirmEmployment.model_validate(said | {"until": None, "part": "1/2", "evidence": PAPER} | changes)
    await office.do(use.confirm_employment, body)


async def progress(office: Office, who: UUID, **changes: Any) -> None:
    said = {"application": who, "criteria": ["health_improved"], "measured_on": "2022-06-10", "evidence": PAPER}
    await office.do(use.confirm_social_effect, ConfirmSocialEffect.model_validate(said | changes))


async def situate(office: Office, who: UUID, *codes: str, **changes: Any) -> None:
    said = {"application": who, "on": "2022-06-10", "situations": codes, "evidence": PAPER}
    await office.do(use.record_situation, RecordSituation.model_validate(said | changes))


async def counts(office: Office, as_of: str = "2022-12-31", **asked: Any) -> dict[str, tuple[int, int]]:
    """Numerator and base of everybody, by dimension."""
    found = await office.ask(effectiveness, project="bridge", as_of=date.fromisoformat(as_of), **asked)
    return {one.dimension.value: (one.categories[0].numerator, one.categories[0].denominator) for one in found.dimensions}


async def reasons(office: Office, dimension: int = 1) -> list[str]:
    found = await office.ask(effectiveness, project="bridge", as_of=date(2022, 12, 31))
    return [one.reason.value for one in found.dimensions[dimension].excluded]


async def test_the_migrated_tables_are_those_of_the_read_models(office):
    ours = set(METADATA.tables)

    def differences(connection: object) -> list[object]:
        options = {"include_name": lambda name, kind, _: kind != "table" or name in ours, "compare_type": True}
        found = compare_metadata(MigrationContext.configure(connection, opts=options), METADATA)
        return [one for one in found if one[0] != "remove_index"]

    async with office.database.engine() as engine, engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_who_had_vocational_support_finished_and_works_is_counted(measured):
    who = await left(measured)
    await measured.today("2022-06-12")
    await employ(measured, who)
    await progress(measured, who)

    assert await counts(measured) == {"social": (1, 1), "employment": (1, 1)}
    assert await counts(measured, as_of="2022-06-09") == {"social": (0, 1), "employment": (0, 1)}
    assert await counts(measured, as_of="2022-05-30") == {"social": (0, 0), "employment": (0, 0)}


async def test_vocational_support_that_is_taken_back_was_none(measured):
    who, vocational = await measured.candidate(), uuid4()
    await measured.sign(who)
    await measured.today("2022-05-31")
    await measured.attended(who, uuid4(), "2021-03-10")
    await measured.attended(who, vocational, "2021-03-11", "vocational")
    await measured.end(who, "2022-05-31", "path_completed", along_path=True)
    assert await reasons(measured) == []

    await measured.corrected(who, vocational, "2021-03-11", present=False, service_class="vocational")
    assert await reasons(measured) == ["no_vocational_support"]
    await measured.corrected(who, vocational, "2021-03-11", present=True, service_class="vocational")
    assert await reasons(measured) == []


async def test_social_support_alone_is_no_vocational_support(measured):
    await left(measured, "social")
    assert await reasons(measured) == ["no_vocational_support"]
    assert await counts(measured) == {"social": (0, 1), "employment": (0, 0)}


async def test_the_form_keeps_whether_somebody_attends_school(measured):
    """Born on 17 March 2004: 16 on 10 March 2021, the day of the first support."""
    pupil = {"given_name": "Ola", "family_name": "Nowak", "pesel": pesel(date(2004, 3, 17), 1, Sex.FEMALE)}
    await left(measured, person=pupil, in_education=True)
    assert await reasons(measured) == ["pupil"]


async def test_a_correction_with_a_reason_takes_the_place_of_what_was_wrong(measured):
    who = await left(measured)
    await measured.today("2022-06-12")
    await employ(measured, who, part="1/4")
    assert await counts(measured) == {"social": (0, 1), "employment": (0, 1)}
    assert await refusal(employ(measured, who)) == "reason_missing"

    await employ(measured, who, reason="pomyłka w wymiarze etatu")

    assert await counts(measured) == {"social": (0, 1), "employment": (1, 1)}
    (stored,) = await measured.rows(
        "SELECT data ->> 'reason' AS r FROM event WHERE name = 'EmploymentConfirmed' AND version = 2"
    )
    assert stored["r"].startswith("v1.")


async def test_a_recorded_exclusion_leaves_the_employment_base_alone_and_keeps_the_social_one(measured):
    who = await left(measured)
    await measured.today("2022-06-12")
    said = {"application": who, "kind": "school_education", "on": "2022-06-10", "evidence": PAPER}
    await measured.do(use.record_exclusion, RecordExclusion.model_validate(said))
    assert await reasons(measured) == ["school_education"]
    assert await counts(measured) == {"social": (0, 1), "employment": (0, 0)}


async def test_of_outcomes_nothing_but_the_date_is_published_and_the_rule_is_recorded(measured):
    who = await left(measured)
    await measured.today("2022-06-12")
    await employ(measured, who)
    plain = {"project": "bridge", "participant": str(who), "on": "2022-06-10"}
    assert await measured.published("EmploymentConfirmed") == [plain]
    (row,) = await measured.rows("SELECT stream_id, data ->> 'rule_version' AS v FROM event WHERE name = 'EmploymentConfirmed'")
    assert (row["stream_id"], row["v"]) == (f"outcome:{who}", "2018")


async def test_what_is_entered_late_says_why(measured):
    """Late counts from the evidence, which may come after the fact: dated 10 June, seven days end on the 17th."""
    who = await left(measured)
    await measured.today("2022-06-18")
    assert await refusal(employ(measured, who), Invalid) == "late_without_reason"
    assert await refusal(situate(measured, who, "job_taken"), Invalid) == "late_without_reason"
    await employ(measured, who, late_reason="umowa dostarczona później")
    await measured.today("2022-06-17")
    await situate(measured, who, "job_taken")


async def test_outcomes_of_somebody_who_takes_part_or_never_did_are_refused(measured):
    who = await measured.candidate()
    await measured.sign(who)
    await measured.attended(who, uuid4(), "2021-03-01", "vocational")
    await measured.today("2022-06-12")
    assert await refusal(employ(measured, who)) == "participation_not_ended"
    applied = await measured.eligible()
    assert await refusal(employ(measured, applied)) == "not_recruited"
    assert await refusal(employ(measured, uuid4())) == "unknown_application"


async def test_a_rule_nobody_knows_opens_no_project(office):
    setting = {"effectiveness": {"version": "2021", "name": "nieznana"}}
    assert await refusal(office.open(**setting), Invalid) == "unknown_rule_version"


async def test_a_project_that_is_not_measured_has_no_dimensions_but_takes_outcomes(office):
    await office.open()
    who = await left(office)
    await office.today("2022-06-12")
    await employ(office, who)
    found = await office.ask(effectiveness, project="bridge", as_of=date(2022, 12, 31))
    assert (found.rule, found.dimensions) == (None, [])
    assert await refusal(office.ask(why_effectiveness, application=who)) == "effectiveness_not_measured"


async def test_why_tells_the_window_the_figures_the_rule_and_the_events(measured):
    who = await left(measured, on="2021-11-30")
    await measured.today("2022-02-28")
    job = {"form": "civil_contract", "contracted_on": "2022-02-28", "since": "2022-02-28", "until": "2022-05-27", "part": None}
    await employ(measured, who, **job, value="9029.99", evidence=PAPER | {"dated": "2022-02-28"})

    told = await measured.ask(why_effectiveness, application=who)

    social, employment = told.dimensions
    assert told.as_of == date(2022, 2, 28)
    assert told.window.model_dump(mode="json") == {"since": "2021-11-30", "until": "2022-02-28", "closed": True}
    assert (told.rule.version, told.category.value) == ("2018", "general")
    assert (social.in_base, social.counted, social.shortfall.value) == (True, False, "nothing_confirmed")
    assert (employment.in_base, employment.counted, employment.shortfall.value) == (True, False, "value_too_low")
    figures = {fact.label: fact.value for fact in employment.considered}
    assert figures["minimalne wynagrodzenie z dnia umowy, zł"] == "3010.00"
    assert (figures["wartość umowy, zł"], figures["wymagana wartość umowy, zł"]) == ("9029.99", "9030.00")
    assert figures["co najmniej do"] == "2022-05-27"
    assert employment.text == "tylko w mianowniku: wartość umowy niższa niż wymagane minimum"
    assert [one.event for one in told.events] == [
        "ApplicationSubmitted",
        "ApplicationAssessed",
        "ContractSigned",
        "SupportReceived",
        "ParticipationStarted",
        "ParticipationEnded",
        "EmploymentConfirmed",
    ]


async def test_who_has_not_started_is_not_explained(measured):
    assert await refusal(measured.ask(why_effectiveness, application=await measured.candidate())) == "participation_not_started"


async def test_situations_are_counted_by_sex_and_the_last_one_that_had_come(measured):
    """Two women; one in monitoring on 10 June and in a job on the 20th."""
    first, _ = await left(measured), await left(measured)
    await measured.today("2022-06-12")
    await situate(measured, first, "monitoring")
    await measured.today("2022-06-20")
    await situate(measured, first, "job_taken", "qualification", on="2022-06-20")

    async def told(day: str) -> dict[str, int]:
        found = await measured.ask(situations, project="bridge", as_of=date.fromisoformat(day))
        assert (found.ended.women, found.ended.men) == (2, 0)
        return {one.code: one.women for one in found.situations if one.total}

    assert await told("2022-06-19") == {"monitoring": 1, "not_recorded": 1}
    assert await told("2022-06-20") == {"job_taken": 1, "qualification": 1, "not_recorded": 1}


async def test_who_may_not_see_few_people_sees_neither_lists_nor_small_counts(measured):
    await left(measured)
    measured.who = TRAINER
    found = await measured.ask(effectiveness, project="bridge", as_of=date(2022, 12, 31))
    for one in found.dimensions:
        assert (one.counted, one.base, one.excluded) == (None, None, None)
        assert [(c.numerator, c.denominator, c.percent, c.met, c.masked) for c in one.categories] == [(*[None] * 4, True)] * 3
    told = await measured.ask(situations, project="bridge", as_of=date(2022, 12, 31))
    assert (told.ended.total, told.ended.masked) == (None, True)
    assert all(one.total is None for one in [*told.situations, *told.outcomes])


async def test_an_account_of_another_project_reaches_nothing(measured):
    who = await left(measured)
    await measured.today("2022-06-12")
    measured.who = STRANGER
    day = date(2022, 12, 31)
    assert await refusal(measured.ask(effectiveness, project="bridge", as_of=day), Forbidden) == "project_out_of_scope"
    assert await refusal(measured.ask(situations, project="bridge", as_of=day), Forbidden) == "project_out_of_scope"
    assert await refusal(measured.ask(why_effectiveness, application=who), Forbidden) == "project_out_of_scope"
    assert await refusal(employ(measured, who), Forbidden) == "project_out_of_scope"
