"""What a PESEL number says, asked of recruitment, so that nobody types a birth date twice."""

from datetime import date

from services.gateway.pages.asking import Read, search
from services.gateway.pages.visit import Visit
from shared.kernel.errors import Invalid


class Said(Read):
    """What the number holds."""

    birth_date: date
    sex: str


async def number_says(visit: Visit, pesel: str) -> Said:
    """Raises `Invalid` as `pesel_says` does, at the field of the form."""
    try:
        return await search(visit, "pesel_says", Said, pesel=pesel)
    except Invalid as no:
        raise Invalid(no.code, field="person.pesel", rule=no.rule) from None
