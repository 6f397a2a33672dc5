"""Who may do and see what in recruitment: sets of roles that operations name."""

from shared.http.roles import Role
from shared.store.transaction import Who

CASEWORK = frozenset({Role.SOCIAL_WORKER, Role.COORDINATOR})
SENSITIVE = CASEWORK | {Role.AUDITOR}
"""Who may see what tells of disability, homelessness or labour status."""


def sees_sensitive(who: Who) -> bool:
    """May this caller see people one by one, and counts of fewer than five?"""
    return not who.roles.isdisjoint(SENSITIVE)
