"""Personal texts in commands: hidden in `repr`, logs, errors and JSON; in clear only for sealing and the keyed fingerprint."""

from typing import Annotated

from pydantic import Field, SecretStr

from shared.events.event import Sealed

Personal = Annotated[SecretStr, Field(min_length=1, max_length=500)]
"""A name, a PESEL, a reason in somebody's own words: whatever must not be read by accident."""


def to_seal(text: SecretStr | None) -> Sealed | None:
    """The clear text on its way into an event."""
    return None if text is None else Sealed.of(text.get_secret_value().strip())
