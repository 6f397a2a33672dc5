"""The chronicle: the thirteen dated activities of the project's page, and the undated cycle, with participants invented."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from deploy.scenarios.story import TRAINER, Story, ref
from deploy.scenarios.supporting import DECEMBER_PLANNED, HOURS_ASSUMED, Supporting


@dataclass(frozen=True, slots=True)
class Guess:
    """What the page does not tell of an activity: hours, participants of a full-sized project, family members."""

    hours: str
    participants: int
    adults: int = 0
    children: int = 0


GUESSES = (
    Guess("3.00", 24), Guess("3.00", 20), Guess("3.00", 20), Guess("3.00", 18), Guess("3.00", 16), Guess("2.50", 60),
    Guess("3.00", 15), Guess("3.00", 18), Guess("10.00", 45), Guess("5.00", 25, 6, 21), Guess("2.50", 40, 14, 33),
    Guess("2.50", 35), Guess("11.00", 48, 19, 37),
)  # fmt: skip
"""In the order of the definition file."""
PLANNED_ON = {
    DECEMBER_PLANNED: (0, 1),
    date(2023, 1, 9): (2,),
    date(2023, 2, 27): (3,),
    date(2023, 3, 27): (4, 5, 6),
    date(2023, 4, 27): (7, 8),
    date(2023, 5, 29): (9, 10, 11, 12),
}
"""When which activities are planned and people put down for them: an assumption."""
CYCLE = 13
GINGERBREAD, DUMPLINGS = "activity_00", "activity_01"
FULL_SIZE = 350


class Chronicle:
    """Puts the activities on the agenda."""

    def __init__(self, story: Story, supporting: Supporting, places: int) -> None:
        self._story = story
        self._supporting = supporting
        self._scale = places / FULL_SIZE
        self._activities: list[Mapping[str, Any]] = story.definition["activities"]

    def put_down(self) -> None:
        for day, numbers in PLANNED_ON.items():
            for number in numbers:
                self._story.agenda.put(day, partial(self._prepare, number))
        self._story.agenda.put(DECEMBER_PLANNED, partial(self._plan, CYCLE))

    def _plan(self, number: int) -> None:
        told = self._activities[number]
        details = {key: told[key] for key in ("title", "form", "service_class", "families", "place") if key in told}
        self._supporting.plan(_name(number), details)

    def _prepare(self, number: int) -> None:
        """The activity, its session, and who is put down for it."""
        self._plan(number)
        told, guess, name = self._activities[number], GUESSES[number], _name(number)
        on = told["on"]
        if "assumed_on" in told:
            self._refuse_printed_date(name, told, guess)
            on = told["assumed_on"]
        session = f"{name}_session"
        self._supporting.schedule(name, session, on, guess.hours, told.get("assumption", HOURS_ASSUMED))
        self._supporting.enrol(name, self._put_down(name, guess))
        if told["families"]:
            self._supporting.families[session] = {
                "adults": self._scaled(guess.adults),
                "children": self._scaled(guess.children),
            }
        self._story.agenda.put(on, lambda: self._hold(name, session))

    def _refuse_printed_date(self, name: str, told: Mapping[str, Any], guess: Guess) -> None:
        inputs = {"activity": ref(name), "on": told["on"], "hours": guess.hours}
        note = "data wydrukowana w kronice projektu leży po jego końcu"
        self._story.script.do(TRAINER, "schedule_session", inputs, refused="outside_project_period", note=note)

    def _put_down(self, name: str, guess: Guess) -> list[str]:
        """Who comes: a sample of all under contract; to the two first activities also those told apart."""
        able = [one for one in self._story.under_contract() if one.name not in self._story.aside]
        chosen = self._story.sample(able, self._scaled(guess.participants))
        apart = {GINGERBREAD: self._story.aside[:2], DUMPLINGS: self._story.aside[2:]}
        return chosen + apart.get(name, [])

    def _hold(self, name: str, session: str) -> None:
        """The list of the day; two people stay off the first one: they are entered two months later."""
        forgotten = self._story.aside[:2] if name == GINGERBREAD else []
        present = [person for person in self._story.enrolled[name] if person not in forgotten]
        self._supporting.record(session, present, surely=self._story.aside)

    def _scaled(self, count: int) -> int:
        return max(round(count * self._scale), 3) if count else 0


def _name(number: int) -> str:
    return f"activity_{number:02}"
