"""Who may do and see what in recruitment: sets of roles that operations name."""

from shared.http.roles import Role
from shared.store.transaction import Who

CASEWORK = frozenset({Role.SOCIAL_WORKER, Role.COORDINATOR})
READERS = CASEWORK | {Role.AUDITOR}
"""Who may see people one by one, and counts of fewer than five."""
AUDIT = frozenset({Role.AUDITOR, Role.DATA_PROTECTION_OFFICER})
"""Who may see who read what."""
PROTECTION = frozenset({Role.DATA_PROTECTION_OFFICER, Role.COORDINATOR})
"""Who decides how long data is kept, and erases it: always two of them."""


def sees_few(who: Who) -> bool:
    """May this caller see people one by one, and counts of fewer than five?"""
    return not who.roles.isdisjoint(READERS)


def sees_situation(who: Who) -> bool:
    """May this caller see of one person what tells of disability, homelessness or labour status? An auditor may not.

    Who decides appeals may, of the applications that they are shown.
    """
    return not who.roles.isdisjoint(CASEWORK | {Role.COMMISSION_MEMBER})
