"""The words and amounts of finance: closed lists as enums, money exact to the grosz and of a size a column can hold."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, StringConstraints

from shared.kernel.money import GROSZ, Zloty

LineCode = Annotated[str, StringConstraints(pattern=r"^[0-9a-z][0-9a-z._-]{0,31}$", strip_whitespace=True)]
"""The number of a task or a line in the budget, such as `1` or `1.1`."""
RowNumber = Annotated[int, Field(ge=0, lt=200)]
"""Of a row of a document, counted from 0."""
DocumentNumber = Annotated[str, StringConstraints(min_length=1, max_length=100, strip_whitespace=True)]
"""The number a supplier gave to a document, or the parties to a contract."""


def _no_float(value: object) -> object:
    if isinstance(value, float):
        raise ValueError("a decimal string, never a float")  # noqa: TRY004 - pydantic wants ValueError
    return value


Amount = Zloty
"""PLN, also negative."""
Positive = Annotated[Amount, Field(gt=0)]
NotNegative = Annotated[Amount, Field(ge=0)]
Stored = Annotated[
    Decimal, AfterValidator(lambda value: value.quantize(GROSZ)), PlainSerializer(str, return_type=str, when_used="json")
]
"""PLN out of a numeric column: PostgreSQL puts it into JSON as a number, whose 14 digits are read exactly."""
Quantity = Annotated[
    Decimal,
    BeforeValidator(_no_float),
    Field(gt=0, max_digits=13, decimal_places=4),
    PlainSerializer(str, return_type=str, when_used="json"),
]
Rate = Annotated[
    Decimal,
    BeforeValidator(_no_float),
    Field(gt=0, le=1, max_digits=5, decimal_places=4),
    PlainSerializer(str, return_type=str, when_used="json"),
]
"""A part of one: 0.15 is 15 %."""


class Currency(StrEnum):
    """The currency of settlements with the managing authority."""

    PLN = "PLN"


class TaskKind(StrEnum):
    """Direct costs are documented one by one; indirect ones are a flat rate of them."""

    DIRECT = "direct"
    INDIRECT = "indirect"


class OwnContribution(StrEnum):
    """How a line counts as own contribution: money, things and work, or benefits paid by third parties."""

    CASH = "cash"
    IN_KIND = "in_kind"
    THIRD_PARTY = "third_party"


class BookingKind(StrEnum):
    """Why the balance of the project moves."""

    EXPENSE = "expense"
    INELIGIBLE = "ineligible"
    CORRECTION = "correction"


class ReasonCode(StrEnum):
    """Why an expense is not eligible, or is corrected (domain, part 6.9)."""

    NOT_RELATED = "not_related_to_project"
    OUTSIDE_PERIOD = "outside_eligibility_period"
    NOT_IN_BUDGET = "not_in_budget"
    PARTICIPANT_NOT_ELIGIBLE = "participant_not_eligible"
    PROCUREMENT_BREACH = "procurement_breach"
    DOCUMENT_FAULTY = "document_faulty"
    NOT_PAID = "not_paid"
    RECOVERABLE_VAT = "recoverable_vat"
    LIMIT_EXCEEDED = "limit_exceeded"
    DOUBLE_FINANCING = "double_financing"
    GOAL_NOT_REACHED = "goal_not_reached"
    MISTAKE = "mistake"
