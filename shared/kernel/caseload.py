"""Whom of a project an account reaches."""

from enum import StrEnum


class Caseload(StrEnum):
    """`everybody` of its projects; those that its `organisation` recruited (a partner's account); its `own` cases.

    Whose case worker an account is it reaches in each of the three. Judged where the person registry is (decision 24).
    """

    EVERYBODY = "everybody"
    ORGANISATION = "organisation"
    OWN = "own"
