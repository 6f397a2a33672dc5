"""Commands: what somebody wants, in the imperative; frozen, strict about field names, errors without the input."""

from pydantic import BaseModel, ConfigDict


class Command(BaseModel):
    """Base of every command, on the wire and inside the domain. Unknown fields are refused, blanks trimmed."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, str_strip_whitespace=True)


class View(BaseModel):
    """Base of every answer to a query, and of rows of read models."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)
