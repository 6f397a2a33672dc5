"""Whom an account reaches: assigned to certain projects, only those; with a caseload, only the people who belong to it.

Who is whose case worker only the person registry knows (decision 24).
"""

from shared.kernel.caseload import Caseload
from shared.kernel.errors import Forbidden
from shared.store.transaction import Who


def check_scope(who: Who, project: str) -> None:
    """May this account reach the project? Raises `Forbidden` (`project_out_of_scope`)."""
    if who.projects is not None and project not in who.projects:
        raise Forbidden("project_out_of_scope", field="project", rule="the account is not assigned to this project")


def person_out_of_scope(field: str) -> Forbidden:
    """The refusal for somebody who does not belong to the account's caseload."""
    rule = "the account reaches only the people it is case worker of, or only those its organisation recruited"
    return Forbidden("person_out_of_scope", field=field, rule=rule)


def check_everybody(who: Who, field: str) -> None:
    """For what concerns everybody at once: not for an account with a caseload. Raises `Forbidden` (`person_out_of_scope`)."""
    if who.caseload is not Caseload.EVERYBODY:
        raise person_out_of_scope(field)
