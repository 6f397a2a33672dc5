"""Learning: two courses of the partner, one ends with a qualification, one with a competence; both are invented."""

from datetime import date

from deploy.scenarios.story import COORDINATOR, TRAINER, Story, ref
from deploy.scenarios.supporting import COURSE, Supporting

COMPUTER = "computer_course"
COMPUTER_DETAILS = {
    "title": "Podstawy obsługi komputera", "form": "course", "service_class": "vocational",
    "capacity": 10, "families": False, "place": "Zakład Doskonalenia Zawodowego w Zielonej Górze",
}  # fmt: skip
COURSE_SIZE = 12
ISSUER = "Komisja egzaminacyjna ZDZ w Zielonej Górze"


class Learning:
    """Holds courses and gives out what they end with."""

    def __init__(self, story: Story, supporting: Supporting) -> None:
        self._story = story
        self._supporting = supporting

    def begin_course(self) -> None:
        """Fourteen want the twelve places of the course; two wait."""
        self._supporting.enrol(COURSE, self._story.sample(self._story.started(), 14))

    def leave_course(self) -> None:
        """The first gives up; whoever waits longest gets the place."""
        first, *others = self._story.enrolled[COURSE]
        if len(others) >= COURSE_SIZE:
            inputs = {"activity": ref(COURSE), "participant": ref(first), "reason": "Podjęcie pracy zmianowej."}
            self._story.script.do("social_worker", "cancel_enrolment", inputs)
            self._story.enrolled[COURSE] = others

    def teach(self) -> None:
        """A day of the course."""
        session = f"course_{self._story.today:%m_%d}"
        self._supporting.schedule(COURSE, session, self._story.today, "6.00")
        self._supporting.record(session, self._story.enrolled[COURSE][:COURSE_SIZE])

    def begin_computers(self) -> None:
        self._supporting.plan(COMPUTER, COMPUTER_DETAILS)
        self._supporting.enrol(COMPUTER, self._story.sample(self._story.started(), 10))

    def teach_computers(self) -> None:
        session = f"computers_{self._story.today:%m_%d}"
        self._supporting.schedule(COMPUTER, session, self._story.today, "4.00")
        self._supporting.record(session, self._story.enrolled[COMPUTER])

    def examine(self) -> None:
        """Whoever was at the course passes the examination; before that somebody who never came is refused."""
        were_there = self._were_at(COURSE)
        for name in [one.name for one in self._story.under_contract() if one.name not in were_there][:1]:
            self._certify(COURSE, name, {"kind": "qualification", "issuer": ISSUER}, refused="no_attendance")
        for number, name in enumerate(self._present(COURSE), 1):
            self._certify(COURSE, name, {"kind": "qualification", "issuer": ISSUER, "number": f"KW/{number}/2022"})

    def compare(self) -> None:
        """What was learnt is compared with the standard: the four stages of a competence."""
        stages = {
            "scope": date(2023, 2, 20),
            "standard": date(2023, 2, 20),
            "assessment": self._story.today,
            "comparison": self._story.today,
        }
        for name in self._present(COMPUTER):
            self._certify(COMPUTER, name, {"kind": "competence", "stages": stages})

    def _present(self, activity: str) -> list[str]:
        """Who was at one of its sessions at least and still takes part."""
        books, were_there = self._story.books, self._were_at(activity)
        return [one for one in self._story.enrolled[activity] if one in were_there and books.applications[one].ended is None]

    def _were_at(self, activity: str) -> set[str]:
        books = self._story.books
        return {name for session, name in books.attended if books.meetings[session].activity == activity}

    def _certify(self, activity: str, name: str, ended_with: dict[str, object], refused: str | None = None) -> None:
        inputs = {"activity": ref(activity), "participant": ref(name), "issued_on": self._story.today, **ended_with}
        actor = TRAINER if refused is None else COORDINATOR
        self._story.script.do(actor, "issue_certificate", inputs, refused=refused)
