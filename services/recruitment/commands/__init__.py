"""The use cases of recruitment that change something: load, decide, append. A function's name is its operation id."""

from services.recruitment.commands.appealing import appeal_assessment, decide_appeal
from services.recruitment.commands.applying import (
    assess_application,
    assign_case_worker,
    submit_application,
    withdraw_application,
)
from services.recruitment.commands.assessing import assess_by_criteria
from services.recruitment.commands.correcting import correct_person
from services.recruitment.commands.erasing import approve_erasure, propose_erasure
from services.recruitment.commands.merging import merge_persons, unmerge_persons
from services.recruitment.commands.outcomes import (
    confirm_employment,
    confirm_social_effect,
    record_exclusion,
    record_situation,
)
from services.recruitment.commands.participating import end_participation, sign_contract
from services.recruitment.commands.placing import (
    accept_offer,
    change_group_limit,
    expire_offers,
    recruit_candidate,
    refuse_offer,
)
from services.recruitment.commands.projects import open_project
from services.recruitment.commands.registering import register_person
from services.recruitment.commands.requests import (
    answer_subject_request,
    lift_restriction,
    record_subject_request,
    refuse_subject_request,
)
from services.recruitment.commands.retaining import (
    approve_shorter_retention,
    extend_retention,
    propose_shorter_retention,
    resume_retention,
    set_retention,
    suspend_retention,
)

__all__ = [
    "accept_offer",
    "answer_subject_request",
    "appeal_assessment",
    "approve_erasure",
    "approve_shorter_retention",
    "assess_application",
    "assess_by_criteria",
    "assign_case_worker",
    "change_group_limit",
    "confirm_employment",
    "confirm_social_effect",
    "correct_person",
    "decide_appeal",
    "end_participation",
    "expire_offers",
    "extend_retention",
    "lift_restriction",
    "merge_persons",
    "open_project",
    "propose_erasure",
    "propose_shorter_retention",
    "record_exclusion",
    "record_situation",
    "record_subject_request",
    "recruit_candidate",
    "refuse_offer",
    "refuse_subject_request",
    "register_person",
    "resume_retention",
    "set_retention",
    "sign_contract",
    "submit_application",
    "suspend_retention",
    "unmerge_persons",
    "withdraw_application",
]
