"""What finance understands of others: a project's value and period, an activity's project, whatever else is said."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from services.finance.reads import READS, ActivityPlanned, ProjectOpened


def test_an_opened_project_is_read_with_fields_finance_does_not_know() -> None:
    body = (
        '{"project": "p1", "total": "100.00", "title": "Góra pomocy 3", "target_groups": [{"limit": 350}],'
        ' "starts_on": "2021-01-01", "ends_on": "2023-06-30"}'
    )
    expected = ProjectOpened(project="p1", total=Decimal("100.00"), starts_on=date(2021, 1, 1), ends_on=date(2023, 6, 30))
    assert READS.decode("ProjectOpened", 1, body) == expected


def test_a_planned_activity_is_read_with_fields_finance_does_not_know() -> None:
    body = '{"project": "p1", "activity": "00000000-0000-0000-0000-000000000009", "title": "Kino", "capacity": null}'
    assert READS.decode("ActivityPlanned", 1, body) == ActivityPlanned(project="p1", activity=UUID(int=9))
