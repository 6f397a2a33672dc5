"""The values of a person that a search looks for: everything the registry knows that is the person's own."""

from deploy.privacy.needles import too_short
from services.recruitment.people import OpenedPerson


def values_of(person: OpenedPerson) -> list[str]:
    """Names, alone and together in both orders, numbers, the birth date, ways to reach the person."""
    given, family = person.given_name, person.family_name
    found = [given, family, f"{given} {family}", f"{family} {given}", person.pesel, person.identity, person.phone, person.email]
    if person.birth_date:
        found.append(person.birth_date.isoformat())
    if person.document:
        found.append(person.document.number)
    if person.address:
        found += [person.address.street, f"{person.address.street or person.address.town} {person.address.house}"]
    return list(dict.fromkeys(value for value in found if value and not too_short(value)))
