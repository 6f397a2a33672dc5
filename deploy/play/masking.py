"""What a message of the player may show: personal values are replaced, their keys stay."""

from deploy.play.steps import Json

PERSONAL = frozenset(
    {
        "given_name", "family_name", "name", "pesel", "birth_date", "document", "identity", "address", "phone", "email",
        "password", "token", "reason", "reasons", "explanation", "goals", "late_reason", "disability", "labour_status",
        "premises",
    }
)  # fmt: skip
"""Keys whose values are names, numbers of people, sensitive codes or somebody's own words."""
MASK = "…"


def is_personal(key: str) -> bool:
    return key in PERSONAL


def masked(value: Json) -> Json:
    """The same shape, without personal values."""
    match value:
        case dict():
            return {key: MASK if is_personal(key) and inner is not None else masked(inner) for key, inner in value.items()}
        case list():
            return [masked(inner) for inner in value]
    return value


def shown(value: Json, limit: int = 400) -> str:
    """A short text of a value for a message."""
    text = str(masked(value))
    return text if len(text) <= limit else text[:limit] + MASK
