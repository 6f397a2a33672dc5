"""Commands that record what came of it: certificates of who was there, jobs of who has left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.chaos import words
from tests.chaos.answers import TRAINER, WORKER, Wish

if TYPE_CHECKING:
    from tests.chaos.deciding import Clerk


def issue_certificate(clerk: Clerk) -> Wish | None:
    """For somebody who was there, as far as is known; now and then for the second time, which is refused."""
    meeting = clerk.meeting(lambda one: bool(words.present(one.listed)))
    if meeting is None:
        return None
    who = clerk.rng.choice(words.present(meeting.listed))
    return Wish(TRAINER, "issue_certificate", words.certificate(meeting.activity, who, clerk.known.today))


def confirm_employment(clerk: Clerk) -> Wish | None:
    """A job of somebody who has left; a second one without a reason is refused."""
    one = clerk.one_of([one for one in clerk.known.applicants.values() if one.ended])
    return Wish(WORKER, "confirm_employment", words.job(one.application, clerk.known.today)) if one else None
