"""Support: first meetings of counselling month by month, and what the chronicle of the project tells with its dates."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from deploy.scenarios.story import COORDINATOR, PROJECT, TRAINER, WORKER, Story, ref

FIRST_MEETING = "first_meeting"
ADVISER = "adviser"
COURSE = "course"
INVENTED: Mapping[str, Mapping[str, Any]] = {
    FIRST_MEETING: {
        "title": "Doradztwo – pierwsze spotkanie", "form": "counselling", "service_class": "social",
        "capacity": None, "families": False, "place": "MOPS Zielona Góra",
    },
    ADVISER: {
        "title": "Konsultacje z doradcą zawodowym", "form": "counselling", "service_class": "vocational",
        "capacity": None, "families": False, "place": "Ośrodek Integracji Społecznej",
    },
    COURSE: {
        "title": "Szkolenie zawodowe", "form": "course", "service_class": "educational",
        "capacity": 12, "families": False, "place": "Zakład Doskonalenia Zawodowego w Zielonej Górze",
    },
}  # fmt: skip
"""Assumptions: the pages name counselling and the partners' courses only in general."""
ASIDE = 3
DECEMBER_PLANNED = date(2022, 11, 28)
HOURS_ASSUMED = "Czas trwania nie jest podany w źródle."


class Supporting:
    """Plans activities, enrols participants and keeps the lists."""

    def __init__(self, story: Story) -> None:
        self._story = story
        self.families: dict[str, Mapping[str, int]] = {}

    def plan(self, name: str, details: Mapping[str, Any]) -> None:
        self._story.script.do(COORDINATOR, "plan_activity", {"project": PROJECT, **details}, save={name: "activity_id"})
        self._story.enrolled[name] = []

    def schedule(self, name: str, session: str, on: date, hours: str, assumption: str | None = None) -> None:
        """A session of an activity; what the source left open is said in `assumption`."""
        inputs: dict[str, Any] = {"activity": ref(name), "on": on, "hours": hours}
        if assumption is not None:
            inputs["assumption"] = assumption
        self._story.script.do(TRAINER, "schedule_session", inputs, save={session: "session_id"})

    def enrol(self, name: str, people: Sequence[str]) -> None:
        """Enrols those of them who are not enrolled yet."""
        enrolled = self._story.enrolled[name]
        new = [person for person in people if person not in enrolled]
        if new:
            inputs = {"activity": ref(name), "participants": [ref(person) for person in new]}
            self._story.script.do(WORKER, "enrol", inputs)
            enrolled.extend(new)

    def record(self, session: str, people: Sequence[str], surely: Sequence[str] = ()) -> None:
        """The list of a session, for those of them who still take part; some are `surely` there."""
        entries = [
            {"participant": ref(person), **self._status(person in surely)}
            for person in people
            if self._story.books.applications[person].ended is None
        ]
        inputs: dict[str, Any] = {"session": ref(session), "entries": entries}
        if session in self.families:
            inputs["families"] = self.families[session]
        if entries:
            self._story.script.do(TRAINER, "record_attendance", inputs)

    def first_meetings(self) -> None:
        """One day of first meetings: for most people the first support. Who was away comes the next month."""
        people = self._invited()
        if not people:
            return
        session = f"meeting_{self._story.today:%Y_%m}"
        self.schedule(FIRST_MEETING, session, self._story.today, "1.50")
        self.enrol(FIRST_MEETING, people)
        self.record(session, people)

    def advise(self) -> None:
        """A day of the vocational adviser, for people who had their first support before."""
        people = self._story.sample(self._story.started(), 12)
        session = f"adviser_{self._story.today:%Y_%m}"
        self.schedule(ADVISER, session, self._story.today, "2.00")
        self.enrol(ADVISER, people)
        self.record(session, people)

    def _invited(self) -> list[str]:
        """Whoever has signed and had no support yet, less the last ones: theirs comes with the activities of December."""
        waiting = [one.name for one in self._story.not_started()]
        if self._story.today < DECEMBER_PLANNED:
            self._story.aside = waiting[-ASIDE:]
        return [name for name in waiting if name not in self._story.aside]

    def _status(self, surely: bool) -> dict[str, str]:
        """Nine in ten are there, some of them late or only for a while."""
        chance = self._story.random.random()
        if surely or chance >= 0.10:
            return {"status": "present"}
        if chance >= 0.06:
            return {"status": "late", "hours": "1.25"}
        return {"status": "excused" if chance < 0.04 else "unexcused"}
