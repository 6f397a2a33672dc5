"""Hours: clock hours of 60 minutes in quarter steps, exact; on the wire a decimal string such as "1.50", never a float."""

from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer

QUARTER = Decimal("0.25")
PLACES = Decimal("0.01")
NO_HOURS = Decimal("0.00")


def _no_float(value: object) -> object:
    if isinstance(value, float):
        raise ValueError("hours are a decimal string in quarter steps, never a float")  # noqa: TRY004 - pydantic wants ValueError
    return value


def _quarters(value: Decimal) -> Decimal:
    if value % QUARTER:
        raise ValueError("hours go in steps of a quarter: 0.25")
    return value.quantize(PLACES)


Hours = Annotated[
    Decimal,
    BeforeValidator(_no_float),
    Field(ge=0, le=24),
    AfterValidator(_quarters),
    PlainSerializer(str, return_type=str, when_used="json"),
]
"""Clock hours, 0 to 24: a session is one day; a residential workshop is a session for each of its days."""

PlannedHours = Annotated[Hours, Field(gt=0)]
"""Hours of something that takes place: a quarter at least."""
