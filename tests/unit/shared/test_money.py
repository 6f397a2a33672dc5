"""Money: exact to the grosz, of a size that fits, never a float; a wrong amount is an error of its field, not a fault."""

from decimal import Decimal

import pytest
from pydantic import TypeAdapter, ValidationError

from shared.kernel.money import Zloty

ZLOTY = TypeAdapter(Zloty)


@pytest.mark.parametrize(("written", "amount"), [("1", "1.00"), ("-0.05", "-0.05"), ("999999999999.99", "999999999999.99")])
def test_an_amount_has_two_places_and_travels_as_text(written: str, amount: str):
    assert ZLOTY.validate_python(written) == Decimal(amount)
    assert ZLOTY.dump_json(ZLOTY.validate_python(written)) == f'"{amount}"'.encode()


@pytest.mark.parametrize("written", ["0.001", "1e40", "-1e40", "1000000000000.00", "NaN", "Infinity", "", 0.1])
def test_anything_else_is_refused(written: object):
    with pytest.raises(ValidationError):
        ZLOTY.validate_python(written)
