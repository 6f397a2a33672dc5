"""Reasons in somebody's own words: sealed on their way into an event, never blank."""

from pydantic import SecretStr

from shared.events.event import Sealed
from shared.kernel.errors import Invalid
from shared.privacy.personal import to_seal


def sealed(text: SecretStr, field: str = "reason") -> Sealed:
    """Raises `Invalid` (`invalid_field`) for blanks."""
    found = to_seal(text)
    if found is None or not found.clear:
        raise Invalid("invalid_field", field=field, rule="a text is more than blanks")
    return found
