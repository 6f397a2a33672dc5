"""The record of accounts: who did what to whom and when, also at the door; it only ever grows, and holds no secret."""

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Any
from uuid import UUID

from shared.store.database import Connection


class Kind(StrEnum):
    """What can happen to an account."""

    CREATED = "account_created"
    CHANGED = "account_changed"
    DEACTIVATED = "account_deactivated"
    ACTIVATED = "account_activated"
    PASSWORD_RESET = "password_reset"  # noqa: S105 - a word of the record
    PASSWORD_CHANGED = "password_changed"  # noqa: S105
    SECOND_FACTOR_ENROLLED = "second_factor_enrolled"
    SECOND_FACTOR_RESET = "second_factor_reset"
    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    LOCKED_OUT = "locked_out"
    RECOVERY_CODE_USED = "recovery_code_used"
    SIGNED_OUT = "signed_out"
    SIGNED_OUT_EVERYWHERE = "signed_out_everywhere"
    TOKEN_CREATED = "token_created"  # noqa: S105
    TOKEN_REVOKED = "token_revoked"  # noqa: S105
    TOKEN_USED = "token_used"  # noqa: S105


AT_THE_DOOR = (
    Kind.SIGNED_IN,
    Kind.SIGN_IN_FAILED,
    Kind.LOCKED_OUT,
    Kind.RECOVERY_CODE_USED,
    Kind.SIGNED_OUT,
    Kind.SIGNED_OUT_EVERYWHERE,
    Kind.TOKEN_USED,
)
WRITE = "INSERT INTO account_event (kind, account, actor, address, details) VALUES ($1, $2, $3, $4, $5::text::jsonb)"


async def record(
    db: Connection,
    kind: Kind,
    account: UUID | None,
    actor: UUID | None,
    address: str | None = None,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Add a line in the transaction at hand. `account` is None for a login that nobody has, `actor` for whoever typed it."""
    await db.driver.execute(WRITE, kind, account, actor, address, json.dumps(details or {}, default=str))
