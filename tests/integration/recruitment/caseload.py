"""What each operation of recruitment is asked with in the tests of caseloads: those about somebody, lists, projects."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from services.recruitment.domain.criteria import Criterion
from shared.kernel.caseload import Caseload
from shared.kernel.ids import ActorId
from shared.store.transaction import Who
from tests.integration.recruitment.office import RESIDENTS
from tests.integration.recruitment.registry import jan

CASEWORK = frozenset({"social_worker", "coordinator"})
CASE_WORKER = Who(ActorId(uuid4()), CASEWORK, "MOPS", caseload=Caseload.OWN)
OF_PARTNER = Who(ActorId(uuid4()), CASEWORK, "OIS", caseload=Caseload.ORGANISATION)
RECRUITER = replace(OF_PARTNER, caseload=Caseload.EVERYBODY)
"""Takes in whom the account of the partner reaches."""
FULL = RESIDENTS | {"project": "full"}
EVIDENCE = {"kind": "certificate", "dated": "2022-05-31"}
LATE: dict[str, Any] = {"evidence": EVIDENCE, "late_reason": "zaświadczenie przyszło pocztą"}
JOB: dict[str, Any] = {"form": "employment_contract", "contracted_on": "2022-06-01", "since": "2022-06-01", "part": "1/2"}
DAYS = {"basis": "reg_1303_2013_two_years", "agreement_ended_on": "2023-06-30"}


@dataclass(frozen=True)
class Case:
    """Somebody who waits in `full` and was proposed to be erased, and somebody who took part in `bridge`."""

    waits: UUID
    person: UUID
    request: UUID
    batch: UUID
    took_part: UUID
    former: UUID
    pesel: str

    @property
    def ids(self) -> set[str]:
        return {str(one) for one in (self.waits, self.person, self.request, self.took_part, self.former)}


Inputs = Callable[[Case], dict[str, Any]]


def of_application(**more: Any) -> Inputs:
    return lambda case: {"application": case.waits, **more}


def of_participant(**more: Any) -> Inputs:
    return lambda case: {"application": case.took_part, **more}


def of_person(**more: Any) -> Inputs:
    return lambda case: {"person": case.person, **more}


def of_request(**more: Any) -> Inputs:
    return lambda case: {"request": case.request, "project": "full", **more}


WHY: dict[str, Any] = {"purpose": "casework"}
OF_SOMEBODY: Mapping[str, Inputs] = {
    "accept_offer": of_application(),
    "refuse_offer": of_application(),
    "recruit_candidate": of_application(),
    "assess_application": of_application(eligible=True),
    "assess_by_criteria": of_application(results=dict.fromkeys(Criterion, "met")),
    "assign_case_worker": of_application(case_worker=CASE_WORKER.actor),
    "appeal_assessment": of_application(),
    "decide_appeal": of_application(upheld=True),
    "withdraw_application": of_application(reason="resigned"),
    "sign_contract": of_application(signed_on="2021-03-01"),
    "end_participation": of_application(on="2022-05-31", reason="path_completed", along_path=True),
    "record_exclusion": of_participant(kind="wtz_only", on="2022-05-31", evidence=EVIDENCE),
    "record_situation": of_participant(on="2022-06-10", situations=["monitoring"], **LATE),
    "confirm_employment": of_participant(**JOB, **LATE),
    "confirm_social_effect": of_participant(criteria=["health_improved"], measured_on="2022-06-10", evidence=EVIDENCE),
    "correct_person": of_person(phone="600 100 200", reason="nowy numer"),
    "register_person": lambda case: {
        "project": "full",
        "capacity": "family_member",
        "of": case.person,
        "person": jan(),
    },
    "merge_persons": lambda case: {"kept": case.person, "merged": case.former, "reason": "jedna osoba"},
    "unmerge_persons": lambda case: {"merged": case.person, "reason": "dwie osoby"},
    "record_subject_request": of_person(kind="access", received_on="2024-07-01", channel="letter"),
    "answer_subject_request": of_request(),
    "refuse_subject_request": of_request(reason="unfounded", explanation="brak podstawy"),
    "lift_restriction": of_request(reason="osoba wycofała żądanie"),
    "propose_erasure": of_request(kind="request"),
    "application": of_application(),
    "assessment": of_application(),
    "why_this_place": of_application(),
    "why_effectiveness": of_participant(),
    "path": of_participant(**WHY),
    "person": of_person(**WHY),
    "person_history": of_person(**WHY),
    "involvement": of_person(),
    "timeline": of_person(**WHY),
    "access_log": of_person(),
    "subject_ids": of_person(),
    "subject_request": lambda case: {"request": case.request},
    "possible_duplicates": of_person(project="full", at_least=1, **WHY),
    "approve_erasure": lambda case: {"batch": case.batch},
}
"""What is asked about single people; the last of them is there no longer afterwards."""
LISTS: Mapping[str, Inputs] = {
    "applications": lambda _: {"project": "full"},
    "participants": lambda _: {"project": "bridge"},
    "due": lambda _: {},
    "reserve_list": lambda _: dict(FULL),
    "effectiveness": lambda _: {"project": "bridge", "as_of": date(2022, 12, 31)},
    "standings": lambda case: {"people": [case.person, case.former]},
    "persons": lambda case: {"people": [case.person, case.former], "purpose": "control"},
    "find_people": lambda _: {"project": "full", "name": "Nowak", "purpose": "control"},
    "find_by_pesel": lambda case: {"pesel": case.pesel, "purpose": "control"},
    "subject_requests": lambda _: {},
    "retention": lambda _: {"project": "full"},
    "erasure_batches": lambda _: {"project": "full"},
}
"""Answers with several people, as far as the account reaches them."""
OF_A_PROJECT: Mapping[str, Inputs] = {
    "change_group_limit": lambda _: FULL | {"limit": 2, "reason": "aneks"},
    "set_retention": lambda _: DAYS | {"project": "full"},
    "propose_shorter_retention": lambda _: DAYS | {"project": "full", "reason": "rozliczono"},
    "approve_shorter_retention": lambda _: {"project": "full", "proposal": uuid4()},
    "extend_retention": lambda _: {"project": "full", "until": "2030-12-31", "basis": "authority", "reason": "pismo"},
    "suspend_retention": lambda _: {"project": "full", "reason": "control"},
    "resume_retention": lambda _: {"project": "full", "reason": "control"},
    "project": lambda _: {"project": "full"},
    "target_group": lambda _: dict(FULL),
    "limit_history": lambda _: {"project": "full"},
    "situations": lambda _: {"project": "full", "as_of": date(2022, 12, 31)},
    "sensitive_counts": lambda _: {"project": "full", "as_of": date(2022, 12, 31)},
}
"""Rules, places and counts, which stay whole for who reaches the project."""
OF_EVERYBODY = "erasures"
"""Who was erased in a project: not for an account with a caseload."""
OF_NOBODY = {"open_project", "submit_application", "projects", "purposes", "pesel_says", "access_log_check", "retention_bases"}
