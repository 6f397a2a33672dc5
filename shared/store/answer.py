"""Answers: what a command gives back, kept beside its events so that a repeat gets the very same one."""

import json
from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from shared.kernel.errors import KINDS, Refused
from shared.store.database import Connection


class Answer(BaseModel):
    """The answer to a command; each command's own answer adds its ids.

    `position` is the last published event the command made (`stream@sequence`): give it as `after=` to a query that
    must have seen it. None when nothing was published.
    """

    model_config = ConfigDict(frozen=True)

    position: str | None = None


A = TypeVar("A", bound=Answer)


@dataclass(frozen=True, slots=True)
class Kept:
    """A command row: the fingerprint of what was asked, empty once it was blanked, and what was answered."""

    fingerprint: bytes
    text: str

    def given(self, kind: type[A], fingerprint: bytes) -> A:
        """The first answer again. Raises the first refusal again, or `key_used_twice` for another body.

        After the fingerprint was blanked only an answer of another shape shows that it was another command.
        """
        if self.fingerprint and fingerprint != self.fingerprint:
            raise _used_twice()
        body = json.loads(self.text)
        if no := body.get("refused"):
            raise KINDS[no["status"]](no["code"], field=no["field"], rule=no["rule"], **no["facts"])
        try:
            return kind.model_validate(body["ok"])
        except ValidationError:
            raise _used_twice() from None


def _used_twice() -> Refused:
    return Refused("key_used_twice", field="Idempotency-Key", rule="one key belongs to one command and one body")


def answered(answer: Answer) -> str:
    return f'{{"ok":{answer.model_dump_json()}}}'


def refused(no: Refused) -> str:
    words = {"status": no.status, "code": no.code, "field": no.field, "rule": no.rule, "facts": dict(no.facts)}
    return json.dumps({"refused": words})


async def first_answer(db: Connection, actor: object, key: str) -> Kept | None:
    row = await db.driver.fetchrow("SELECT fingerprint, answer FROM command WHERE actor = $1 AND key = $2", actor, key)
    return Kept(row["fingerprint"], row["answer"]) if row else None


async def keep_refusal(db: Connection, actor: object, key: str, fingerprint: bytes, no: Refused) -> None:
    """The refusal in a transaction of its own; if somebody answered this key first, that answer stays."""
    await db.driver.execute(
        "INSERT INTO command (actor, key, fingerprint, answer) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        actor,
        key,
        fingerprint,
        refused(no),
    )
