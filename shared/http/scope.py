"""Whom a project concerns: an account assigned to certain projects reaches only those."""

from shared.kernel.errors import Forbidden
from shared.store.transaction import Who


def check_scope(who: Who, project: str) -> None:
    """May this account reach the project? Raises `Forbidden` (`project_out_of_scope`)."""
    if who.projects is not None and project not in who.projects:
        raise Forbidden("project_out_of_scope", field="project", rule="the account is not assigned to this project")
