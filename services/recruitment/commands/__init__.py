"""The use cases of recruitment that change something: load, decide, append. A function's name is its operation id."""

from services.recruitment.commands.applying import assess_application, submit_application, withdraw_application
from services.recruitment.commands.correcting import correct_person
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

__all__ = [
    "accept_offer",
    "assess_application",
    "change_group_limit",
    "confirm_employment",
    "confirm_social_effect",
    "correct_person",
    "end_participation",
    "expire_offers",
    "open_project",
    "record_exclusion",
    "record_situation",
    "recruit_candidate",
    "refuse_offer",
    "sign_contract",
    "submit_application",
    "withdraw_application",
]
