"""Questions on the way and at the end; what must be answered comes from the calculator, except where the file says it."""

from datetime import date, timedelta

from deploy.scenarios.story import ACCOUNTANT, COORDINATOR, GROUP, PROJECT, WORKER, Story, ref

OF_GROUP = {"project": PROJECT, "target_group": GROUP}
REPORTED_MONTH = "2023-06"


class Asking:
    """Asks."""

    def __init__(self, story: Story) -> None:
        self._story = story

    def budget(self) -> None:
        value = self._story.definition["project"]["value"]
        equals = {"total": value["total"], "sources": value["sources"]}
        self._story.script.expect(ACCOUNTANT, "budget", {"project": PROJECT}, equals=equals)

    def project(self) -> None:
        told = self._story.definition["project"]
        equals = {key: told[key] for key in ("project", "title", "starts_on", "ends_on")}
        self._story.script.expect(COORDINATOR, "project", {"project": PROJECT}, equals=equals)

    def group(self) -> None:
        self._story.script.expect(COORDINATOR, "target_group", OF_GROUP)

    def reserve_list(self) -> None:
        self._story.script.expect(WORKER, "reserve_list", OF_GROUP)

    def month_before(self) -> None:
        """Headcount and support of the month that has just ended."""
        last = self._story.today.replace(day=1) - timedelta(days=1)
        self._story.script.expect(COORDINATOR, "headcount", {"project": PROJECT, "as_of": last})
        period = {"project": PROJECT, "since": last.replace(day=1), "until": last}
        self._story.script.expect(COORDINATOR, "supports", period)

    def why(self) -> None:
        """Why somebody in the middle of the list stands there."""
        if waiting := self._story.books.waiting(GROUP):
            inputs = {"application": ref(waiting[len(waiting) // 2].name)}
            self._story.script.expect(WORKER, "why_this_place", inputs)

    def at_the_end(self) -> None:
        """What the demo shows: the list, the month's report, one person's place, the group."""
        script = self._story.script
        script.expect(COORDINATOR, "target_group", OF_GROUP, save={"final_group": "."})
        script.expect(WORKER, "reserve_list", OF_GROUP, save={"final_list": "."})
        report = {"project": PROJECT, "month": REPORTED_MONTH}
        script.expect(COORDINATOR, "monthly_report", report, save={"june": "."})
        script.expect(COORDINATOR, "headcount", {"project": PROJECT, "as_of": date(2023, 6, 30)})
        if waiting := self._story.books.waiting(GROUP):
            inputs = {"application": ref(waiting[len(waiting) // 2].name)}
            script.expect(WORKER, "why_this_place", inputs, save={"why": "."})

    def attention(self) -> None:
        """Nothing waits for a person: every reaction went through."""
        self._story.script.expect(COORDINATOR, "attention", {}, equals={"items": []})
