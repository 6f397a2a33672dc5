"""Roles: the words a token may carry; every operation names those that may call it."""

from enum import StrEnum


class Role(StrEnum):
    """Staff roles of a centre; `SYSTEM` is the gateway acting for the installation itself."""

    SOCIAL_WORKER = "social_worker"
    COORDINATOR = "coordinator"
    DATA_PROTECTION_OFFICER = "data_protection_officer"
    ACCOUNTANT = "accountant"
    TRAINER = "trainer"
    COMMISSION_MEMBER = "commission_member"
    AUDITOR = "auditor"
    ADMIN = "admin"
    SYSTEM = "system"


STAFF = frozenset(Role) - {Role.SYSTEM}
"""Every human role: for what everybody may read."""
