"""Reporting: a quarter is handed in, corrected by a further report, the project closed; nothing handed in ever changes."""

from datetime import date

from deploy.scenarios.story import ACCOUNTANT, COORDINATOR, PROJECT, WORKER, Story, ref

QUARTER = {"project": PROJECT, "since": date(2022, 10, 1), "until": date(2022, 12, 31)}
WHOLE = {"project": PROJECT, "since": date(2021, 1, 1), "until": date(2023, 6, 30)}
READINGS = ("all_finished", "closed_windows")


class Reporting:
    """Hands reports in, and asks for them again."""

    def __init__(self, story: Story) -> None:
        self._story = story

    def submit_quarter(self) -> None:
        """The last quarter of 2022 as it is known in January, and once more: a day is reported once."""
        script = self._story.script
        script.expect(COORDINATOR, "periodic_report", QUARTER)
        script.do(COORDINATOR, "submit_report", QUARTER, save={"first_report": "report_id"})
        script.do(COORDINATOR, "submit_report", QUARTER, refused="already_reported")
        script.expect(COORDINATOR, "submitted_report_text", {"report": ref("first_report")}, save={"first_text": "."})

    def submit_correction(self) -> None:
        """After the corrections of February a further report of the same quarter; the first one is as it was."""
        script = self._story.script
        script.do(COORDINATOR, "submit_report", {**QUARTER, "corrects": 1}, save={"second_report": "report_id"})
        script.expect(COORDINATOR, "submitted_report", {"report": ref("first_report")})

    def interim(self) -> None:
        """On the last day: the money, and effectiveness in both readings while most windows are open."""
        script, today = self._story.script, self._story.today
        script.expect(ACCOUNTANT, "budget_execution", {"project": PROJECT, "as_of": today})
        script.expect(ACCOUNTANT, "budget_execution", {"project": PROJECT, "as_of": date(2022, 6, 30)})
        for reading in READINGS:
            script.expect(WORKER, "effectiveness", {"project": PROJECT, "as_of": today, "reading": reading})

    def close(self) -> None:
        """The closing report, of the whole project; and the first report again, as it was handed in."""
        script, today = self._story.script, self._story.today
        script.do(COORDINATOR, "submit_report", {**WHOLE, "corrects": 1}, refused="corrects_another_report")
        script.do(COORDINATOR, "submit_report", {**WHOLE, "kind": "closing"}, save={"closing_report": "report_id"})
        script.expect(COORDINATOR, "submitted_report", {"report": ref("closing_report")})
        script.expect(ACCOUNTANT, "budget_execution", {"project": PROJECT, "as_of": WHOLE["until"]})
        for reading in READINGS:
            asked = {"project": PROJECT, "as_of": today, "reading": reading}
            script.expect(WORKER, "effectiveness", asked)
        script.expect(COORDINATOR, "submitted_report_text", {"report": ref("closing_report")}, save={"closing_text": "."})
        script.expect(COORDINATOR, "submitted_report_text", {"report": ref("first_report")}, equals=ref("first_text"))
        for number in ("first_report", "second_report"):
            script.expect(COORDINATOR, "submitted_report", {"report": ref(number)})
