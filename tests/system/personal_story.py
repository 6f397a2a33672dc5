"""The short scenario with every personal field of every command filled in, and what a registry is for besides applicants."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import replace
from datetime import date
from typing import Any

from deploy.scenarios.gora_pomocy_3 import generate
from deploy.scenarios.pesel import Sex, pesel
from deploy.scenarios.script import Scenario

Step = dict[str, Any]
PROJECT, OTHER, SECOND = "gora-pomocy-3", "drugi-projekt", "second.yaml"
WORKER, COORDINATOR, OFFICER = "social_worker", "coordinator", "data_protection_officer"
NUMBER = pesel(date(1979, 3, 17), Sex.FEMALE, 12)
ADDRESS = {"street": "Jesionowa", "house": "17", "flat": "4", "postal_code": "65-001", "town": "Zielona Góra"}
CONTACT = {"phone": "+48 601 220 331", "email": "kontakt-osoby@example.org", "address": ADDRESS}
FOREIGNER = {
    "given_name": "Oksana", "family_name": "Bondarenko", "no_pesel": "foreigner", "birth_date": "1979-02-17", "sex": "female",
    "document": {"kind": "passport", "number": "FK9081726", "country": "UA"}, "identity": "paszport okazany w ośrodku",
}  # fmt: skip
LATER = {"reason": "druk poprawiono po rozmowie", "late_reason": "druk wrócił później"}
FILLED: Mapping[str, tuple[str, ...]] = {
    "end_participation": ("late_reason",),
    "record_situation": ("late_reason",),
    "confirm_employment": ("late_reason",),
}
"""Optional texts that the short scenario leaves out."""
REPEATED = ("record_situation", "confirm_employment", "confirm_social_effect", "record_exclusion")
"""Sent once more with a reason: a correction."""


def personal_story(seed: int, people: int, places: int) -> Scenario:
    """What `generate` gives, with the missing texts filled in and the rest of the registry's life at the end."""
    scenario = generate(seed, people, places)
    return replace(scenario, steps=[*_filled(scenario.steps), *_rest()])


def second_definition(scenario: Scenario) -> dict[str, Any]:
    """Another project of the same kind, for `SECOND` beside the scenario."""
    project = {**scenario.definition["project"], "project": OTHER, "title": "Drugi projekt"}
    return {**scenario.definition, "project": project}


def _filled(steps: list[Step]) -> Iterator[Step]:
    seen: set[str] = set()
    for step in map(deepcopy, steps):
        operation = step.get("do", "")
        first = operation not in seen and "refused" not in step
        if first:
            step.get("with", {}).update({name: LATER[name] for name in FILLED.get(operation, ())})
        yield step
        if first and operation in REPEATED:
            yield {**step, "with": {**step["with"], "reason": LATER["reason"]}}
        if first and operation == "schedule_session":
            yield from _called_off(step)
        seen.update({operation} if first and operation else ())


def _called_off(step: Step) -> Iterator[Step]:
    yield {**step, "save": {"called_off": "session_id"}}
    yield {"as": step["as"], "do": "cancel_session", "with": {"session": "${called_off}", "reason": "choroba prowadzącej"}}


def _rest() -> Iterator[Step]:
    """People who are no applicants, corrections of everything, a second project, a mistaken merge, retention and requests."""
    yield _do(WORKER, "register_person", project=PROJECT, capacity="volunteer", person={**FOREIGNER, **CONTACT}) | {
        "save": {"volunteer": "person_id"}
    }
    changed = {
        "given_name": "Oksanna", "family_name": "Bondarenkowa", "birth_date": "1979-03-17", "pesel": NUMBER,
        "document": {"kind": "passport", "number": "FK9081727", "country": "UA"}, "identity": "paszport i karta pobytu",
        "phone": "+48 601 220 332", "email": "kontakt-zmieniony@example.org", "address": {**ADDRESS, "house": "19"},
    }  # fmt: skip
    yield _do(WORKER, "correct_person", person="${volunteer}", reason="pomyłka w pisowni", **changed)
    twin = {"given_name": "Oksana", "family_name": "Bondarenkowa", "no_pesel": "not_needed"}
    yield _do(WORKER, "register_person", project=PROJECT, capacity="contact", person=twin) | {"save": {"twin": "person_id"}}
    yield _do(WORKER, "merge_persons", kept="${volunteer}", merged="${twin}", reason="ta sama osoba, inny zapis")
    yield _do(WORKER, "unmerge_persons", merged="${twin}", reason="siostra, nie ta sama osoba")
    yield _do(COORDINATOR, "open_project", file=SECOND)
    known = {**FOREIGNER, **CONTACT, **changed, "no_pesel": None}
    yield _do(WORKER, "register_person", project=OTHER, capacity="volunteer", person=known)
    kept = {"project": PROJECT, "basis": "reg_1303_2013_three_years", "agreement_ended_on": "2023-06-30"}
    kept |= {"accounts_submitted_on": "2023-09-30"}
    yield _do(COORDINATOR, "set_retention", **kept)
    yield _do(COORDINATOR, "set_retention", **kept, reason="data z pisma instytucji")
    shorter = kept | {"basis": "reg_1303_2013_two_years", "reason": "instytucja przyjęła dwa lata"}
    yield _do(COORDINATOR, "propose_shorter_retention", **shorter) | {"save": {"shorter": "proposal_id"}}
    yield _do(OFFICER, "approve_shorter_retention", project=PROJECT, proposal="${shorter}")
    yield _do(OFFICER, "extend_retention", project=PROJECT, until="2031-12-31", basis="authority", reason="pismo z kontroli")
    asked = {"person": "${volunteer}", "project": PROJECT, "received_on": "2023-10-16", "channel": "letter"}
    yield _do(WORKER, "record_subject_request", **asked, kind="erasure", explanation="dane trzeba jeszcze zachować") | {
        "save": {"erasure": "request_id"}
    }
    yield _do(OFFICER, "lift_restriction", request="${erasure}", project=PROJECT, reason="osoba wycofała żądanie")
    yield _do(OFFICER, "record_subject_request", **asked, kind="access") | {"save": {"access": "request_id"}}
    yield _do(OFFICER, "answer_subject_request", request="${access}", project=PROJECT)


def _do(actor: str, operation: str, **inputs: Any) -> Step:
    return {"as": actor, "do": operation, "with": inputs}
