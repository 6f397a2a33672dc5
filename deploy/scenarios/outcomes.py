"""Outcomes: what became of those who left, with evidence and dates; every job, effect and situation is invented."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import cycle
from typing import Any

from deploy.scenarios.agenda import workday
from deploy.scenarios.leaving import COMPLETED, EMPLOYED
from deploy.scenarios.story import WORKER, Story, ref

ASKED_AFTER = timedelta(days=14)
"""The questionnaire comes back; the rule allows 28 days."""
OPINION_AFTER = timedelta(days=40)
WINDOW_AT_LEAST = timedelta(days=89)
"""Three months are at least so long."""
CRITERIA = (
    "confidence_increased", "motivation_strengthened", "problem_solving_improved", "volunteering_taken_up",
    "health_improved", "functioning_improved", "learning_started", "addiction_limited",
)  # fmt: skip
PROGRESS = (True, False, True, True, False)
"""Of those who completed their path, who made progress; then from the beginning."""


@dataclass(frozen=True, slots=True)
class Job:
    """A job after `starts` days for `lasts` days (None: without end); part of full time, value in PLN."""

    form: str
    starts: int
    lasts: int | None
    part: str | None = None
    value: str | None = None
    startup_grant: bool = False


JOBS = (
    Job("employment_contract", 1, None, "1/1"),
    Job("employment_contract", 10, 182, "1/2"),
    Job("employment_contract", 5, 60, "1/1"),
    Job("civil_contract", 7, 120, value="10500.00"),
    Job("civil_contract", 7, 120, value="6000.00"),
    Job("employment_contract", 12, 365, "1/4"),
    Job("self_employment", 3, None),
    Job("work_contract", 4, 20, value="12000.00"),
    Job("employment_contract", -30, 200, "3/4"),
    Job("employment_contract", 100, None, "1/1"),
    Job("self_employment", 6, None, startup_grant=True),
)
"""What the first, second … who left for a job got: some too short, too small, too late or paid for by another project."""


class Outcomes:
    """Asks leavers, and writes down what they show."""

    def __init__(self, story: Story) -> None:
        self._story = story
        self._jobs = cycle(JOBS)
        self._progress = cycle(PROGRESS)
        self._criteria = cycle(CRITERIA)

    def follow(self, name: str, reason: str) -> None:
        """Put down what will be heard of somebody who leaves today."""
        left = self._story.today
        self._on(left + ASKED_AFTER, partial(self._situation, name, reason, left))
        if reason == COMPLETED:
            self._on(left + OPINION_AFTER, partial(self._effect, name, left))
        if reason == EMPLOYED:
            self._on(left + OPINION_AFTER, partial(self._job, name, left, next(self._jobs)))

    def exclude(self) -> None:
        """Two people who had vocational support are not measured: one went to school, one got a grant for a business."""
        lately = self._story.today - WINDOW_AT_LEAST
        people = [one for one in self._story.books.applications.values() if one.ended and one.ended > lately and one.vocational]
        for kind, application in zip(("school_education", "startup_grant"), people, strict=False):
            inputs = {"kind": kind, "on": self._story.today, "evidence": self._evidence("statement")}
            self._do("record_exclusion", application.name, inputs)

    def refusals(self) -> None:
        """Somebody who still takes part, and a situation told too late."""
        books = self._story.books
        for present in self._story.started()[:1]:
            inputs = {"on": self._story.today, "situations": ["none"], "evidence": self._evidence("questionnaire")}
            self._do("record_situation", present.name, inputs, refused="participation_not_ended")
        for left in [one for one in books.applications.values() if one.ended and (self._story.today - one.ended).days > 28][:1]:
            inputs = {"on": self._story.today, "situations": ["none"], "evidence": self._evidence("questionnaire")}
            self._do("record_situation", left.name, inputs, refused="outside_28_days")

    def _situation(self, name: str, reason: str, left: date) -> None:
        inputs = {
            "on": left + ASKED_AFTER,
            "situations": self._situations(name, reason),
            "evidence": self._evidence("questionnaire"),
        }
        self._do("record_situation", name, inputs)

    def _situations(self, name: str, reason: str) -> list[str]:
        labour = self._story.people[name].labour_status
        certified = self._story.books.certified_kinds(name)
        if reason == EMPLOYED:
            return [*certified, "employment_continued" if labour == "employed" else "job_taken"]
        if certified:
            return certified
        return ["seeking_work" if labour == "inactive" and reason == COMPLETED else "none"]

    def _effect(self, name: str, left: date) -> None:
        if next(self._progress):
            measured = left + OPINION_AFTER
            inputs = {"criteria": [next(self._criteria)], "measured_on": measured, "evidence": self._evidence("opinion")}
            self._do("confirm_social_effect", name, inputs)

    def _job(self, name: str, left: date, job: Job) -> None:
        """A job that begins later than today is told when it has begun."""
        since = left + timedelta(days=job.starts)
        if since > self._story.today:
            self._on(since, partial(self._job, name, left, job))
            return
        inputs: dict[str, Any] = {
            "form": job.form,
            "contracted_on": since,
            "since": since,
            "until": None if job.lasts is None else since + timedelta(days=job.lasts),
            "evidence": self._evidence("ceidg_entry" if job.form == "self_employment" else "contract_copy"),
        }
        named = {"part": job.part, "value": job.value, "startup_grant": job.startup_grant or None}
        self._do("confirm_employment", name, inputs | {key: value for key, value in named.items() if value})

    def _evidence(self, kind: str) -> dict[str, Any]:
        return {"kind": kind, "dated": self._story.today}

    def _do(self, operation: str, name: str, inputs: Mapping[str, Any], refused: str | None = None) -> None:
        self._story.script.do(WORKER, operation, {"application": ref(name), **inputs}, refused=refused)

    def _on(self, day: date, what: Callable[[], None]) -> None:
        self._story.agenda.put(workday(max(day, self._story.today)), what)
