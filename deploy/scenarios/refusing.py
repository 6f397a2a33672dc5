"""Refusals: what people try and the system must not let them do; each names the code that must come back."""

from datetime import timedelta
from typing import Any

from deploy.scenarios.calculator.books import HAS_PLACE, OFFERED, WAITING
from deploy.scenarios.people import Candidate
from deploy.scenarios.pesel import with_wrong_check_digit
from deploy.scenarios.script import DEFINITION
from deploy.scenarios.story import ACCOUNTANT, COORDINATOR, GROUP, PROJECT, TRAINER, WORKER, Story, ref


class Refusing:
    """Tries what is not allowed."""

    def __init__(self, story: Story) -> None:
        self._story = story

    def open_again(self) -> None:
        self._story.script.do(COORDINATOR, "open_project", {"file": DEFINITION}, refused="project_already_open")

    def wrong_forms(self, candidate: Candidate) -> None:
        """A mistyped PESEL, a group that does not exist, somebody whose work this is not, and a date to come."""
        form = self._form(candidate, self._story.today)
        mistyped = {**form["person"], "pesel": with_wrong_check_digit(candidate.pesel)}
        self._submit(WORKER, {**form, "person": mistyped}, "pesel_checksum")
        self._submit(WORKER, {**form, "target_group": "inhabitants"}, "unknown_target_group")
        self._submit(ACCOUNTANT, form, "role_missing")
        self._submit(WORKER, self._form(candidate, self._story.today + timedelta(days=1)), "date_in_future")

    def apply_again(self) -> None:
        """Somebody who takes part applies again, with the partner's worker; and somebody who has finished."""
        holders = self._story.holders()
        present = [one for one in holders if one.ended is None][:1]
        finished = [one for one in holders if one.ended is not None][:1]
        for again, refused in ((present, "application_already_open"), (finished, "already_took_part")):
            for application in again:
                form = self._form(self._story.people[application.name], self._story.today)
                self._submit("social_worker_ois", form, refused)

    def contract_while_waiting(self) -> None:
        """A contract is for people with a place."""
        if waiting := self._story.books.waiting(GROUP):
            inputs = {"application": ref(waiting[0].name), "signed_on": self._story.today}
            self._story.script.do(WORKER, "sign_contract", inputs, refused="not_recruited")

    def limit_below_taken(self) -> None:
        """A limit covers everybody who has a place or an offer."""
        held = len(self._story.books.of_group(GROUP, HAS_PLACE, OFFERED))
        inputs = {"project": PROJECT, "target_group": GROUP, "limit": held - 1, "reason": "Mniej środków w budżecie."}
        self._story.script.do(COORDINATOR, "change_group_limit", inputs, refused="limit_below_taken")

    def accept_without_offer(self) -> None:
        """Who waits cannot accept what was not offered."""
        if waiting := self._story.books.waiting(GROUP):
            self._story.script.do(WORKER, "accept_offer", {"application": ref(waiting[-1].name)}, refused="no_open_offer")

    def enrol_somebody_waiting(self, activity: str) -> None:
        """Support is for recruited people."""
        if waiting := self._story.books.of_group(GROUP, WAITING):
            inputs = {"activity": ref(activity), "participants": [ref(waiting[0].name)]}
            self._story.script.do(TRAINER, "enrol", inputs, refused="participant_not_recruited")

    def _form(self, candidate: Candidate, day: Any) -> dict[str, Any]:
        return candidate.application(PROJECT, GROUP, f"{day}T10:00")

    def _submit(self, actor: str, form: dict[str, Any], refused: str) -> None:
        self._story.script.do(actor, "submit_application", form, refused=refused)
