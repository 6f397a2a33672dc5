"""Personal texts in commands: hidden in `repr`, logs and errors; in clear only for sealing and for the keyed fingerprint."""

from typing import Annotated

from pydantic import Field, PlainSerializer, SecretStr, SerializationInfo

from shared.events.event import Sealed


def _dump(value: SecretStr, info: SerializationInfo) -> str:
    revealed = isinstance(info.context, dict) and info.context.get("reveal") is True
    return value.get_secret_value() if revealed else "**********"


Personal = Annotated[SecretStr, Field(min_length=1, max_length=500), PlainSerializer(_dump, return_type=str, when_used="json")]
"""A name, a PESEL, a reason in somebody's own words: whatever must not be read by accident."""


def to_seal(text: SecretStr | None) -> Sealed | None:
    """The clear text on its way into an event."""
    return None if text is None else Sealed.of(text.get_secret_value().strip())
