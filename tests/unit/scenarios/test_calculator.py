"""The calculator against a story of four people, worked out by hand."""

import ast
import copy
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from deploy.scenarios import calculator
from deploy.scenarios.calculator.ledger import Ledger, expectations

FOLDER = Path(calculator.__file__).parent
DEFINITION = {
    "recruitment": {
        "offer_answer_days": 7,
        "completion_days": 5,
        "replacement_until": "2021-12-31",
        "multiple_exclusion_at_least": 2,
        "premises": [{"code": "art7", "title": "A"}, {"code": "homeless", "title": "B"}, {"code": "po_pz", "title": "C"}],
        "priority_groups": [{"code": "multiple_exclusion", "title": "D"}],
    },
    "target_groups": [{"code": "all", "limit": 2}],
}
WOMAN, MAN = "02323100009", "44051401458"
GROUP = {"project": "p", "target_group": "all"}


def do(operation, save=None, **inputs):
    return {"as": "x", "do": operation, "with": inputs, "save": save or {}}


def ask(question, **inputs):
    return {"as": "x", "expect": question, "with": inputs, "equals": None}


def applies(name, pesel, at, premises=("art7",), degree="none", kinds=()):
    form = {
        "project": "p", "target_group": "all", "person": {"pesel": pesel}, "applied_at": at,
        "premises": list(premises), "disability": {"degree": degree, "kinds": list(kinds)},
    }  # fmt: skip
    saved = {name: "application_id", f"{name}_person": "person_id"}
    application = {"application": f"${{{name}}}"}
    return [
        do("submit_application", saved, **form),
        do("assess_application", **application, eligible=True),
        do("recruit_candidate", **application),
    ]


def story():
    """Two places; Anna and Bogdan get them, Celina waits, Dorota with priority comes later and stands before her."""
    return [
        {"date": date(2021, 2, 1)},
        do("open_project", file="definition.yaml"),
        *applies("anna", WOMAN, "2021-02-01T08:00"),
        *applies("bogdan", MAN, "2021-02-01T08:10"),
        *applies("celina", WOMAN, "2021-02-01T08:20"),
        *applies("dorota", WOMAN, "2021-02-01T09:00", premises=("art7", "po_pz")),
        ask("target_group", **GROUP),
        ask("reserve_list", **GROUP),
        ask("why_this_place", application="${celina}"),
        {"date": date(2021, 2, 8)},
        do("sign_contract", application="${anna}", signed_on=date(2021, 2, 8)),
        do("sign_contract", application="${bogdan}", signed_on=date(2021, 2, 8)),
        do("plan_activity", {"talk": "activity_id"}, title="Rozmowa", service_class="social"),
        do("schedule_session", {"first": "session_id"}, activity="${talk}", on=date(2021, 2, 15), hours="1.50"),
        do("schedule_session", {"second": "session_id"}, activity="${talk}", on=date(2021, 3, 1), hours="2.00"),
        {"date": date(2021, 2, 15)},
        do("record_attendance", session="${first}", entries=[entry("anna"), entry("bogdan", status="late", hours="1.25")]),
        ask("headcount", project="p", as_of="2021-02-14"),
        ask("headcount", project="p", as_of="2021-02-15"),
        {"date": date(2021, 3, 1)},
        do(
            "record_attendance", session="${second}", entries=[entry("anna"), entry("bogdan", status="excused")],
            families={"adults": 1, "children": 2},
        ),
        {"mark": "before"},
        do("correct_attendance", session="${first}", participant="${anna}", status="unexcused"),
        do("correct_person", person="${anna_person}", pesel=MAN),
        ask("headcount", project="p", as_of="2021-02-20", known_at="${before}"),
        ask("headcount", project="p", as_of="2021-02-20"),
        ask("supports", since="2021-02-01", until="2021-03-31"),
        {"date": date(2021, 3, 2)},
        do("end_participation", application="${bogdan}", on=date(2021, 3, 2), reason="moved", along_path=False),
        ask("target_group", **GROUP),
        ask("reserve_list", **GROUP),
        ask("headcount", project="p", as_of="2021-03-02"),
        ask("headcount", project="p", as_of="2021-03-03"),
        {"date": date(2021, 3, 9)},
        ask("target_group", **GROUP),
        {"date": date(2021, 3, 10)},
        ask("target_group", **GROUP),
        ask("reserve_list", **GROUP),
        do("accept_offer", application="${celina}"),
        {"date": date(2022, 1, 10)},
        do("withdraw_application", application="${celina}", reason="moved"),
        ask("target_group", **GROUP),
    ]  # fmt: skip


def entry(name, **said):
    return {"participant": f"${{{name}}}", "status": "present", **said}


def answers(steps):
    return list(expectations(steps, {"definition.yaml": DEFINITION}).values())


@pytest.fixture(scope="module")
def answered():
    return answers(story())


def places(answer):
    return {key: answer[key] for key in ("limit", "taken", "offered", "free", "waiting", "lapsed")}


def people(persons, women, men):
    return {"persons": persons, "women": women, "men": men}


def counted(answer):
    return {key: answer[key] for key in ("persons", "women", "men")}


def test_two_get_the_places_and_two_wait(answered):
    assert places(answered[0]) == {"limit": 2, "taken": 2, "offered": 0, "free": 0, "waiting": 2, "lapsed": 0}


def test_who_has_priority_stands_before_an_earlier_application(answered):
    listed = [(one["place"], one["application"], one["priority_groups"], one["applied_at"]) for one in answered[1]["items"]]
    assert listed == [
        (1, "${dorota}", ["multiple_exclusion"], "2021-02-01T09:00:00"),
        (2, "${celina}", [], "2021-02-01T08:20:00"),
    ]


def test_a_place_on_the_list_is_explained(answered):
    assert answered[2]["place"] == 2
    assert answered[2]["facts"][:3] == [
        {"label": "chwila zgłoszenia", "value": "2021-02-01 08:20"},
        {"label": "liczba przesłanek", "value": "1"},
        {"label": "przesłanki", "value": "A"},
    ]
    assert [one["event"] for one in answered[2]["events"]] == [
        "ApplicationSubmitted",
        "ApplicationAssessed",
        "CandidatePlacedOnReserveList",
    ]
    assert answered[2]["ahead"] == [{"application": "${dorota}", "place": 1}]


def test_a_person_counts_from_the_first_support_on(answered):
    before, on_the_day = answered[3:5]
    assert counted(before) == people(0, 0, 0)
    assert counted(on_the_day) == people(2, 1, 1)
    assert before["contracts"] == people(2, 1, 1)
    assert before["places_taken"] == 2


def test_a_correction_undoes_a_start_and_a_sex_for_all_days_but_not_for_what_was_known(answered):
    then, now = answered[5:7]
    assert counted(then) == people(2, 1, 1)
    assert counted(now) == people(1, 0, 1)  # Anna's first support is now the one of 1 March
    assert now["contracts"] == people(2, 0, 2)


def test_support_is_counted_by_class_with_hours_and_families_apart(answered):
    given = {"sessions": 2, "attendances": 2, "participants": 2, "hours": "3.25"}
    assert answered[7] == {
        "classes": [{"service_class": "social", **given}],
        "families": {"adults": 1, "children": 2},
        "totals": given,
    }


def test_who_breaks_off_gives_the_place_to_the_first_of_the_list(answered):
    assert places(answered[8]) == {"limit": 2, "taken": 1, "offered": 1, "free": 0, "waiting": 1, "lapsed": 0}
    offers = [(one["application"], one["state"], one["answer_by"]) for one in answered[9]["items"]]
    assert offers == [("${dorota}", "offered", "2021-03-09"), ("${celina}", "waiting", None)]


def test_the_last_day_still_counts(answered):
    assert counted(answered[10]) == people(2, 0, 2)
    assert counted(answered[11]) == people(1, 0, 1)
    assert answered[11]["ever_supported"] == people(2, 0, 2)


def test_an_offer_lasts_through_its_last_day_and_then_goes_to_the_next(answered):
    assert places(answered[12])["waiting"] == 1
    assert places(answered[13]) == {"limit": 2, "taken": 1, "offered": 1, "free": 0, "waiting": 0, "lapsed": 0}
    assert [one["application"] for one in answered[14]["items"]] == ["${celina}"]


def test_a_place_left_too_late_is_offered_to_nobody(answered):
    assert places(answered[15]) == {"limit": 2, "taken": 1, "offered": 0, "free": 0, "waiting": 0, "lapsed": 1}


def test_a_step_that_is_to_be_refused_changes_nothing():
    steps = story()[:5]
    again = {**applies("eve", MAN, "2021-02-01T10:00")[0], "refused": "application_already_open"}
    ledger = Ledger({"definition.yaml": DEFINITION})
    for step in [*steps, again]:
        ledger.read(step)
    assert list(ledger.books.applications) == ["anna"]


@pytest.mark.parametrize(
    ("results", "status", "missing", "complete_by"),
    [
        (["met", "evidence_missing"], "incomplete", ["premises"], "2021-02-06"),
        (["evidence_missing", "not_met"], "rejected", [], None),
        (["met", "met"], "eligible", [], None),
    ],
)
def test_evidence_that_is_missing_is_no_assessment(results, status, missing, complete_by):
    ledger = Ledger({"definition.yaml": DEFINITION})
    first_day, opened, applied, *_ = story()
    found = dict(zip(("age", "premises"), results, strict=True))
    for step in (first_day, opened, applied, do("assess_by_criteria", application="${anna}", results=found)):
        ledger.read(step)
    told = ledger.answer("application", {"application": "${anna}"})
    assert told == {"status": status, "missing": missing, "complete_by": complete_by}


def test_an_unknown_command_is_not_passed_over_in_silence():
    with pytest.raises(KeyError, match="open_bank_account"):
        Ledger({}).read(do("open_bank_account"))


def differing(corrupt):
    """The questions that another fact in the story answers otherwise."""
    steps, corrupted = story(), story()
    corrupt([step for step in corrupted if step.get("do") == "submit_application"])
    right, wrong = answers(steps), answers(corrupted)
    asked = [step["expect"] for step in steps if "expect" in step]
    return {question for question, one, other in zip(asked, right, wrong, strict=True) if one != other}


def test_another_sex_in_the_story_changes_headcounts_only():
    assert differing(lambda forms: forms[1]["with"]["person"].update(pesel=WOMAN)) == {"headcount"}


def test_another_premise_in_the_story_changes_the_list():
    found = differing(lambda forms: forms[2]["with"].update(premises=["art7", "homeless"]))
    assert found == {"reserve_list", "target_group", "why_this_place"}


def test_one_corrupted_fact_of_the_generated_scenario_makes_a_named_expectation_differ(full):
    """Somebody's attendance of 8 December 2022 is struck out of the file; the figures that follow from it do not fit."""
    steps = copy.deepcopy(full.steps)
    gingerbread = next(
        step for step in steps if step.get("do") == "record_attendance" and step["with"]["session"] == "${activity_00_session}"
    )
    present = next(one for one in gingerbread["with"]["entries"] if one == {**one, "status": "present"})
    present["status"] = "excused"
    worked_out = expectations(steps, {"definition.yaml": full.definition["project"]})
    differing = [index for index, equals in worked_out.items() if steps[index]["equals"] != equals]
    assert differing
    first = steps[differing[0]]
    assert (first["expect"], first["with"]["month"]) == ("monthly_report", "2022-12")
    attendances = [one["supports"]["totals"]["attendances"] for one in (first["equals"], worked_out[differing[0]])]
    assert attendances[0] - attendances[1] == 1


@pytest.mark.parametrize("module", sorted(FOLDER.glob("*.py")), ids=lambda module: module.name)
def test_the_calculator_imports_nothing_of_the_product(module):
    """A second opinion shares no code with the first: only the standard library, PyYAML and itself."""
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        match node:
            case ast.Import(names=names):
                imported = [alias.name for alias in names]
            case ast.ImportFrom(module=name, level=0):
                imported = [str(name)]
            case ast.ImportFrom():
                imported = ["relative"]
            case _:
                continue
        assert all(is_allowed(name) for name in imported), (module.name, imported)


def is_allowed(name):
    top = name.split(".")[0]
    return name.startswith("deploy.scenarios.calculator") or top == "yaml" or top in sys.stdlib_module_names


def test_hours_are_exact(answered):
    assert Decimal(answered[7]["totals"]["hours"]) == Decimal("2.00") + Decimal("1.25")
