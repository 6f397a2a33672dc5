"""Corrections: facts about December 2022 that became known in February 2023, after the month had been reported."""

from deploy.scenarios.chronicle import DUMPLINGS, GINGERBREAD
from deploy.scenarios.pesel import Sex, pesel
from deploy.scenarios.story import COORDINATOR, TRAINER, WORKER, Story, ref

MONTH, LAST_DAY = "2022-12", "2022-12-31"
REPORTED, CORRECTED = "december_reported", "december_corrected"


class Correcting:
    """Reports December, corrects it, and asks what was known when."""

    def __init__(self, story: Story) -> None:
        self._story = story

    def report(self) -> None:
        """January: December as it is known now; then the moment is marked."""
        self._ask({})
        self._story.script.mark(REPORTED)

    def correct(self) -> None:
        """February: two people were forgotten on a list, one was never there, and one PESEL was typed wrongly."""
        self._enter_the_forgotten()
        self._strike_out_the_absent()
        self._correct_a_pesel()
        self._ask({})
        self._story.script.mark(CORRECTED)
        self._ask({"known_at": ref(REPORTED)}, save="december_then")
        self._ask({"known_at": ref(CORRECTED)}, save="december_now")

    def _enter_the_forgotten(self) -> None:
        entries = [{"participant": ref(person), "status": "present"} for person in self._story.aside[:2]]
        inputs = {"session": ref(f"{GINGERBREAD}_session"), "entries": entries}
        self._story.script.do(TRAINER, "record_attendance", inputs, refused="late_without_reason")
        reason = "Druga karta listy obecności odnaleziona przy rozliczeniu warsztatów."
        self._story.script.do(TRAINER, "record_attendance", {**inputs, "late_reason": reason})

    def _strike_out_the_absent(self) -> None:
        """The correction undoes a start: it was the only support so far."""
        inputs = {
            "session": ref(f"{DUMPLINGS}_session"),
            "participant": ref(self._story.aside[2]),
            "status": "excused",
            "reason": "Podpis złożony w niewłaściwym wierszu listy.",
        }
        self._story.script.do(TRAINER, "correct_attendance", inputs)

    def _correct_a_pesel(self) -> None:
        """A woman stands in the figures where a man takes part: the tenth digit was mistyped."""
        wrong = next(
            self._story.people[one.name]
            for one in self._story.started()
            if one.started is not None and one.started.isoformat() < LAST_DAY and self._story.books.sex(one) == Sex.FEMALE
        )
        taken = {candidate.pesel for candidate in self._story.people.values()}
        numbers = (pesel(wrong.born, Sex.MALE, serial) for serial in range(int(wrong.pesel[6:10]) // 2, 5000))
        inputs = {
            "person": ref(wrong.person),
            "pesel": next(number for number in numbers if number not in taken),
            "reason": "Błędna cyfra numeru PESEL w formularzu zgłoszeniowym.",
        }
        self._story.script.do(WORKER, "correct_person", inputs)

    def _ask(self, known_at: dict[str, str], save: str | None = None) -> None:
        """The headcount of the last day and the report of the month."""
        script = self._story.script
        script.expect(COORDINATOR, "headcount", {"project": "gora-pomocy-3", "as_of": LAST_DAY, **known_at})
        saved = {save: "."} if save else None
        script.expect(COORDINATOR, "monthly_report", {"project": "gora-pomocy-3", "month": MONTH, **known_at}, save=saved)
