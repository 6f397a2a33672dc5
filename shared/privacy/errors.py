"""Why a sealed text stays closed: typed, and without a word of what it holds."""

from shared.kernel.errors import NotYet, Refused


class CannotOpen(Refused):
    """The text will not open with what we have.

    `key_destroyed`    its owner was erased;
    `token_damaged`    it is cut short or has another shape;
    `token_displaced`  it was sealed with another key, or for another owner, field or event.
    """


class KeyUnavailable(NotYet):
    """An operator has to act before anything opens: asked again later it may.

    `key_missing`  no key is kept for its owner: the backup of the keys was not restored;
    `wrong_key`    the key-encryption key is another one.
    """


def erased() -> CannotOpen:
    """The refusal for whatever would need the key of somebody who was erased."""
    return CannotOpen("key_destroyed", rule="the person was erased: the key is destroyed, and nothing is written any more")
