"""The calendar of the story: which part of it happens on which day, from the opening to the last day of the project."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from deploy.scenarios.agenda import months, workday
from deploy.scenarios.asking import Asking
from deploy.scenarios.chronicle import Chronicle
from deploy.scenarios.correcting import Correcting
from deploy.scenarios.learning import Learning
from deploy.scenarios.leaving import Leaving
from deploy.scenarios.outcomes import Outcomes
from deploy.scenarios.people import Candidate
from deploy.scenarios.recruiting import Recruiting
from deploy.scenarios.refusing import Refusing
from deploy.scenarios.reporting import Reporting
from deploy.scenarios.script import DEFINITION
from deploy.scenarios.spending import Spending
from deploy.scenarios.story import COORDINATOR, Story
from deploy.scenarios.supporting import FIRST_MEETING, INVENTED, Supporting

OPENING, PLANNING = date(2021, 1, 4), date(2021, 1, 11)
FIRST_ROUND, LAST_ROUND = date(2021, 2, 1), date(2022, 11, 1)
LAST_MONTH = date(2023, 5, 1)
FIRST_LEAVERS, LAST_LEAVERS = date(2021, 9, 1), date(2023, 3, 20)
FIRST_ADVICE = date(2022, 12, 1)
LAST_DAY = date(2023, 6, 30)
CLOSING = date(2023, 10, 16)
"""When the last window of three months has closed."""
A_ROUND = 18
"""People who apply in a month, about; a small scenario has fewer months instead of smaller ones."""


class Telling:
    """Puts the parts of the story on the agenda and goes through it day by day."""

    def __init__(self, story: Story, invented: Sequence[Candidate], places: int) -> None:
        self._story = story
        self._invented = list(invented)
        self._places = places
        self._recruiting = Recruiting(story)
        self._supporting = Supporting(story)
        self._learning = Learning(story, self._supporting)
        self._spending = Spending(story)
        self._outcomes = Outcomes(story)
        self._leaving = Leaving(story, max(1, round(places / 44)), self._outcomes.follow)
        self._reporting = Reporting(story)
        self._correcting = Correcting(story)
        self._refusing = Refusing(story)
        self._asking = Asking(story)

    def tell(self) -> None:
        """Write the whole script."""
        self._open()
        self._rounds()
        self._months_after()
        self._limits()
        Chronicle(self._story, self._supporting, self._places).put_down()
        self._refusals()
        self._course()
        self._december()
        self._money()
        self._end()
        self._afterwards()
        self._go_through()

    def _go_through(self) -> None:
        agenda = self._story.agenda
        while (day := agenda.next_day()) is not None:
            self._story.script.date(day)
            self._recruiting.deal_with_offers()
            for what in agenda.take(day):
                what()
            self._recruiting.look_after_offers()

    def _open(self) -> None:
        self._on(OPENING, lambda: self._story.script.do(COORDINATOR, "open_project", {"file": DEFINITION}))
        self._on(OPENING, self._asking.project, self._asking.group)
        self._on(PLANNING, self._spending.approve, self._asking.budget, self._refusing.open_again)
        self._on(PLANNING, self._spending.register_suppliers)
        for name, details in INVENTED.items():
            self._on(PLANNING, partial(self._supporting.plan, name, details))

    def _rounds(self) -> None:
        """Months of recruitment: two days of applications and contracts, the second one also of first meetings."""
        all_months = months(FIRST_ROUND, LAST_ROUND)
        count = min(len(all_months), max(4, round(len(self._invented) / A_ROUND)))
        chosen = [all_months[round(number * (len(all_months) - 1) / (count - 1))] for number in range(count)]
        size = len(self._invented) / (2 * count)
        batches = [self._invented[round(size * number) : round(size * (number + 1))] for number in range(2 * count)]
        for number, month in enumerate(chosen):
            self._month_of_recruitment(month, batches[2 * number], batches[2 * number + 1])

    def _month_of_recruitment(self, month: date, first: Sequence[Candidate], second: Sequence[Candidate]) -> None:
        begin, middle = workday(month.replace(day=4)), workday(month.replace(day=18))
        if month.month % 3 == 1:
            self._on(begin, self._asking.month_before)
        if month >= FIRST_LEAVERS:
            self._on(begin, self._leaving.some)
        self._on(begin, self._recruiting.sign_contracts, partial(self._recruiting.take_in, first), self._asking.group)
        self._on(begin, self._spending.pay)
        self._on(middle, self._recruiting.sign_contracts, self._supporting.first_meetings)
        self._on(middle, partial(self._recruiting.take_in, second))
        if month.month % 3 == 0:
            self._on(middle, self._supporting.advise)

    def _months_after(self) -> None:
        """When everybody has applied: who gets a place from the list still signs and meets the adviser."""
        for month in months(FIRST_ADVICE, LAST_MONTH):
            day = workday(month.replace(day=16))
            if day <= LAST_LEAVERS:
                self._on(day, self._leaving.some)
            self._on(day, self._recruiting.sign_contracts, self._supporting.first_meetings, self._supporting.advise)
            self._on(day, self._asking.group, self._asking.reserve_list, self._spending.pay)
        self._on(date(2023, 4, 19), self._leaving.too_late_to_replace, self._asking.group)
        self._on(date(2023, 6, 5), self._supporting.advise)

    def _limits(self) -> None:
        """Places held back for a year and given free again: an assumption; it shows how the list is drawn on."""
        held_back = max(2, self._places // 70)
        self._on(
            date(2022, 3, 14),
            lambda: self._recruiting.change_limit(
                self._places - held_back, "Miejsca wstrzymane do rozliczenia wniosku o płatność.", note="założenie"
            ),
            self._asking.group,
        )
        self._on(
            date(2022, 11, 14),
            self._asking.reserve_list,
            lambda: self._recruiting.change_limit(
                self._places, "Wniosek o płatność rozliczony, miejsca zwolnione.", note="założenie"
            ),
            self._asking.group,
            self._asking.reserve_list,
        )

    def _refusals(self) -> None:
        self._on(workday(date(2021, 3, 4)), partial(self._refusing.wrong_forms, self._invented[-1]))
        self._on(workday(date(2022, 3, 14)), self._refusing.apply_again)
        waiting = (
            self._refusing.contract_while_waiting,
            self._refusing.accept_without_offer,
            self._refusing.limit_below_taken,
            partial(self._refusing.enrol_somebody_waiting, FIRST_MEETING),
            self._recruiting.give_up_waiting,
            self._asking.why,
        )
        self._on(date(2022, 11, 14), *waiting)
        self._on(date(2022, 8, 16), self._recruiting.sign_late)

    def _course(self) -> None:
        """A course of the partner in the autumn of 2022, and one about computers in the spring of 2023."""
        self._on(date(2022, 9, 26), self._learning.begin_course)
        self._on(date(2022, 10, 10), self._learning.teach, self._learning.leave_course)
        for day in (date(2022, 11, 7), date(2022, 12, 5)):
            self._on(day, self._learning.teach)
        self._on(date(2022, 12, 14), self._learning.examine)
        self._on(date(2023, 2, 13), self._learning.begin_computers)
        for day in (date(2023, 2, 27), date(2023, 3, 7)):
            self._on(day, self._learning.teach_computers)
        self._on(date(2023, 3, 27), self._learning.compare)

    def _december(self) -> None:
        self._on(date(2023, 1, 9), self._correcting.report, self._reporting.submit_quarter)
        self._on(date(2023, 2, 13), self._correcting.correct, self._asking.group, self._reporting.submit_correction)

    def _money(self) -> None:
        """What is bound, billed, struck out and corrected."""
        spending = self._spending
        for month in months(date(2021, 3, 1), date(2023, 3, 1))[::3]:
            self._on(workday(month.replace(day=16 if month > LAST_ROUND else 18)), spending.quarter)
        self._on(date(2022, 3, 14), spending.refusals, spending.revise)
        self._on(date(2022, 9, 26), partial(spending.commit, "course_contract", "3.2", "19200.00", "courses"))
        self._on(date(2022, 12, 14), spending.course_bill)
        self._on(date(2023, 2, 13), spending.strike_out)
        self._on(date(2023, 4, 19), spending.correct)
        self._on(date(2023, 4, 27), partial(spending.commit, "trips_contract", "2.2", "40000.00", "trips"))
        self._on(date(2023, 5, 29), partial(spending.commit_activity, "bird_boxes_plan", "2.1", "3500.00", "activity_09"))
        spending.put_down_bills()

    def _end(self) -> None:
        self._on(LAST_DAY, self._spending.quarter, self._leaving.finish, self._asking.at_the_end, self._asking.attention)
        self._on(LAST_DAY, self._spending.pay_everything, self._reporting.interim)

    def _afterwards(self) -> None:
        """The project is over; what became of people is still heard, and then the closing report is handed in."""
        self._on(date(2023, 6, 5), self._outcomes.refusals)
        releases = [partial(self._spending.release, name) for name in ("course_contract", "trips_contract", "bird_boxes_plan")]
        self._on(date(2023, 7, 17), *releases)
        self._on(date(2023, 9, 18), self._outcomes.exclude)
        self._on(CLOSING, self._reporting.close, self._asking.attention)

    def _on(self, day: date, *parts: Callable[[], None]) -> None:
        for part in parts:
            self._story.agenda.put(day, part)
