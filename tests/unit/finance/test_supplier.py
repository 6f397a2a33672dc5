"""Tax numbers of suppliers: written in any way they are one number; a wrong check digit is refused, never shown."""

import pytest

from services.finance.domain.supplier import tax_number
from shared.kernel.errors import Invalid


@pytest.mark.parametrize("text", ["1234563218", "123-456-32-18", " 123 456 32 18 ", "PL1234563218", "pl 123-456-32-18"])
def test_a_nip_is_the_same_however_it_is_written(text: str) -> None:
    """1x6+2x5+3x7+4x2+5x3+6x4+3x5+2x6+1x7 = 118 = 10 x 11 + 8."""
    assert tax_number(text) == "1234563218"


@pytest.mark.parametrize("text", ["44051401359", "440514-01359", "PL 44051401359"])
def test_a_natural_person_belongs_in_the_registry(text: str) -> None:
    """44051401359: the example of the registry, its weighted sum is 101, so the check digit is 9."""
    with pytest.raises(Invalid) as no:
        tax_number(text)
    assert (no.value.code, no.value.field) == ("natural_person_in_registry", "tax_number")
    assert "44051401359" not in f"{no.value.rule}{dict(no.value.facts)}"


def test_a_foreign_number_begins_with_its_country() -> None:
    assert tax_number("DE 129 273 398") == "DE129273398"


@pytest.mark.parametrize("text", ["1234563217", "44051401358", "123456321", "ABC", "12345632180000", "PL1234563217", "-"])
def test_a_number_that_cannot_be_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(Invalid) as no:
        tax_number(text)
    assert (no.value.code, no.value.field, dict(no.value.facts)) == ("invalid_tax_number", "tax_number", {})
