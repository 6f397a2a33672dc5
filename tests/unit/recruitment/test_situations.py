"""Counts of situations for who may not see few people: small ones go, and what would give them away."""

from services.recruitment.queries.masking import Counted, masked


def counted(code: str, women: int, men: int) -> Counted:
    return Counted(code=code, women=women, men=men, total=women + men)


def hidden(rows: list[Counted], ended: Counted) -> list[str]:
    return [row.code for row in masked(rows, ended) if row.masked and row.women is row.men is row.total is None]


def test_a_row_that_tells_of_one_to_four_people_is_hidden_with_the_smallest_other_one():
    """7 + 4 + 9 + 10 women of 30: the 4 alone would be 30 less the rest."""
    rows = [counted("job_taken", 7, 6), counted("none", 4, 8), counted("other", 9, 9), counted("monitoring", 10, 7)]
    assert hidden(rows, counted("ended", 30, 30)) == ["job_taken", "none"]


def test_rows_that_together_still_tell_of_few_take_another_one_with_them():
    """1 + 2 women are the 25 less 10 and 12; with the 10 they are 13 women, which tells of nobody."""
    rows = [counted("job_taken", 1, 0), counted("none", 2, 0), counted("other", 10, 0), counted("monitoring", 12, 0)]
    assert hidden(rows, counted("ended", 25, 0)) == ["job_taken", "none", "other"]


def test_a_row_that_leaves_one_to_four_people_over_is_hidden():
    assert hidden([counted("employment", 17, 5)], counted("ended", 20, 10)) == ["employment"]


def test_nobody_and_everybody_tell_of_nobody_in_particular():
    rows = [counted("employment", 0, 0), counted("social", 20, 10)]
    assert hidden(rows, counted("ended", 20, 10)) == []
