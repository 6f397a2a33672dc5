"""Whom an account reaches: assigned to certain projects, only those; with own cases, only the people it is case worker of.

Who is whose case worker only the person registry knows (decision 24).
"""

from shared.kernel.errors import Forbidden
from shared.store.transaction import Who


def check_scope(who: Who, project: str) -> None:
    """May this account reach the project? Raises `Forbidden` (`project_out_of_scope`)."""
    if who.projects is not None and project not in who.projects:
        raise Forbidden("project_out_of_scope", field="project", rule="the account is not assigned to this project")


def person_out_of_scope(field: str) -> Forbidden:
    """The refusal for somebody who is not a case of the account."""
    return Forbidden("person_out_of_scope", field=field, rule="the account reaches only the people it is case worker of")


def check_everybody(who: Who, field: str) -> None:
    """For what concerns everybody at once: not for an account of own cases. Raises `Forbidden` (`person_out_of_scope`)."""
    if who.own_cases:
        raise person_out_of_scope(field)
