"""What finance understands of recruitment: the value of a project, whatever else is said about it."""

from decimal import Decimal

from services.finance.reads import READS, ProjectOpened


def test_an_opened_project_is_read_with_fields_finance_does_not_know() -> None:
    body = '{"project": "p1", "total": "100.00", "title": "Góra pomocy 3", "target_groups": [{"limit": 350}]}'
    assert READS.decode("ProjectOpened", 1, body) == ProjectOpened(project="p1", total=Decimal("100.00"))
