"""Money: exact decimals in zloty with two places; on the wire a decimal string, never a float."""

from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, PlainSerializer

GROSZ = Decimal("0.01")
LARGEST = Decimal("999999999999.99")
"""PLN; what a column of 14 digits holds, and far above any project."""


def _no_float(value: object) -> object:
    if isinstance(value, float):
        raise ValueError("money is a decimal string with at most two places, never a float")  # noqa: TRY004 - pydantic wants ValueError
    return value


def _two_places(value: Decimal) -> Decimal:
    if abs(value) > LARGEST:
        raise ValueError(f"an amount is at most {LARGEST} PLN")
    if value != value.quantize(GROSZ):
        raise ValueError("money has at most two decimal places")
    return value.quantize(GROSZ)


Zloty = Annotated[
    Decimal, BeforeValidator(_no_float), AfterValidator(_two_places), PlainSerializer(str, return_type=str, when_used="json")
]
"""An amount in PLN, exact to the grosz."""
