"""Drafts over HTTP: a form saves what was typed, asks for it, and drops it when it was sent."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, JsonValue, StringConstraints

from services.gateway.callers import Own
from services.gateway.desk import AtDesk
from services.gateway.drafts import Draft
from shared.kernel.command import Command
from shared.store.answer import Answer

Form = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_:/.-]{0,119}$")]
FORM = Field(description="names the form and what it is about, without personal data", examples=["assess:6f1d0c5e"])


class SaveDraft(Command):
    """What stands in a form now."""

    form: Form = FORM
    fields: dict[str, JsonValue] = Field(repr=False)


class OfForm(Command):
    """Which form."""

    form: Form = FORM


class DraftSaved(Answer):
    """It is kept for fourteen days."""

    saved_at: datetime


async def save_draft(command: SaveDraft, session: Own, desk: AtDesk) -> DraftSaved:
    """Keep what was typed, in place of what was kept before. Refused: `draft_too_large`."""
    async with desk.database.begin() as db:
        return DraftSaved(saved_at=await desk.entrance.drafts.save(db, session.account.account, command.form, command.fields))


async def draft(command: OfForm, session: Own, desk: AtDesk) -> Draft:
    """What was typed last. Refused: `unknown_draft`."""
    async with desk.database.read() as db:
        return await desk.entrance.drafts.load(db, session.account.account, command.form)


async def drop_draft(command: OfForm, session: Own, desk: AtDesk) -> Answer:
    """It was sent, or is not wanted."""
    async with desk.database.read() as db:
        await desk.entrance.drafts.drop(db, session.account.account, command.form)
    return Answer()
