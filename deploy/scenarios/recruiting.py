"""Recruitment as the announcement tells it: continuous, by workers of MOPS and OIS, in the order of applications."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from deploy.scenarios.agenda import workday
from deploy.scenarios.calculator.books import OFFERED, Application
from deploy.scenarios.people import AnswerToOffer, Candidate
from deploy.scenarios.story import COORDINATOR, GROUP, PROJECT, WORKER, Story, ref

GOALS = (
    "Poprawa kontaktów z otoczeniem",
    "Podniesienie kwalifikacji zawodowych",
    "Samodzielne prowadzenie gospodarstwa domowego",
    "Podjęcie zatrudnienia",
    "Uregulowanie spraw mieszkaniowych",
)
FIRST_FORM = time(8, 0)
MINUTES_A_FORM = 12
INCOMPLETE = 10
"""The number of the candidate whose certificate of the labour office comes later."""
DAYS_TO_COMPLETE = timedelta(days=2)
ALL_MET = dict.fromkeys(("target_group", "premises", "age", "labour_status", "disability", "no_same_support"), "met")
REJECTED_EVERY = 100
UNDECLARED_EVERY = 200
ANSWERS = (
    AnswerToOffer.ACCEPT,
    AnswerToOffer.REFUSE,
    AnswerToOffer.SILENCE,
    AnswerToOffer.ACCEPT,
    AnswerToOffer.WITHDRAW,
    *(AnswerToOffer.ACCEPT,) * 4,
)
"""What the first, second … who is offered a place does with it; then from the beginning."""
DAYS_TO_THINK = 4


class Recruiting:
    """Takes people in, signs contracts with them and deals with offers from the reserve list."""

    def __init__(self, story: Story) -> None:
        self._story = story
        self._answers: dict[str, AnswerToOffer] = {}
        self._ill: set[str] = set()

    def take_in(self, candidates: Sequence[Candidate]) -> None:
        """Applications of a day: handed in, assessed and put to a place or on the list, one after the other."""
        for number, candidate in enumerate(candidates):
            self._apply(candidate, number)

    def sign_contracts(self) -> None:
        """Contracts with all who have a place and none yet; a few change their mind just before, a few are ill today."""
        ready = [one for one in self._story.holders() if one.contract is None]
        for application in ready:
            number = self._story.people[application.name].number
            if number % 47 == 13:
                self._withdraw(application, "moved")
            elif number % 25 != 24 or application.name in self._ill:
                self._sign(application)
            self._ill.add(application.name)

    def deal_with_offers(self) -> None:
        """Those who were offered a place on an earlier day answer, or do not."""
        for application in self._offered():
            if application.answer_by is not None and application.answer_by - self._story.today < self._answer_days:
                self._answer(application)

    def look_after_offers(self) -> None:
        """Offers are open: somebody will answer before they expire."""
        if self._offered():
            self._story.agenda.put(self._story.today + timedelta(days=DAYS_TO_THINK), self.deal_with_offers)

    @property
    def _answer_days(self) -> timedelta:
        return timedelta(days=self._story.books.answer_days)

    def _offered(self) -> list[Application]:
        return self._story.books.of_group(GROUP, OFFERED)

    def _apply(self, candidate: Candidate, number: int) -> None:
        actor, script = candidate.organisation.value, self._story.script
        form = candidate.application(PROJECT, GROUP, self._applied_at(number))
        if candidate.number % UNDECLARED_EVERY == 77:
            note = "bez oświadczenia o niekorzystaniu z tego samego wsparcia"
            script.do(actor, "submit_application", {**form, "no_same_support": False}, refused="declaration_missing", note=note)
        saved = {candidate.key: "application_id", candidate.person: "person_id"}
        script.do(actor, "submit_application", form, save=saved)
        application = {"application": ref(candidate.key)}
        if candidate.number % REJECTED_EVERY == 45:
            script.do(actor, "assess_application", {**application, "eligible": False, "reasons": ["other_city"]})
            script.do(actor, "recruit_candidate", application, refused="application_rejected")
            return
        if candidate.number == INCOMPLETE:
            self._call_to_complete(candidate)
            return
        script.do(actor, "assess_application", {**application, "eligible": True})
        script.do(actor, "recruit_candidate", application)

    def _call_to_complete(self, candidate: Candidate) -> None:
        """Evidence is missing: it comes some days later, and the application is assessed then."""
        actor, application = candidate.organisation.value, {"application": ref(candidate.key)}
        missing = {**ALL_MET, "labour_status": "evidence_missing"}
        note = "założenie: brakuje zaświadczenia urzędu pracy"
        self._story.script.do(actor, "assess_by_criteria", {**application, "results": missing}, note=note)
        self._story.script.expect(actor, "application", application)
        self._story.agenda.put(workday(self._story.today + DAYS_TO_COMPLETE), lambda: self._complete(candidate))

    def _complete(self, candidate: Candidate) -> None:
        actor, application = candidate.organisation.value, {"application": ref(candidate.key)}
        self._story.script.do(actor, "assess_by_criteria", {**application, "results": ALL_MET})
        self._story.script.expect(actor, "application", application)
        self._story.script.do(actor, "recruit_candidate", application)

    def _applied_at(self, number: int) -> str:
        """Every fifth form was filled in at home, the day before it was typed in."""
        day = self._story.today - timedelta(days=1 if number % 5 == 4 else 0)
        moment = datetime.combine(day, FIRST_FORM) + timedelta(minutes=MINUTES_A_FORM * number)
        return moment.isoformat(timespec="minutes")

    def _sign(self, application: Application) -> None:
        goals = self._story.random.sample(GOALS, 2)
        inputs = {"application": ref(application.name), "signed_on": self._story.today, "goals": goals}
        self._story.script.do(self._worker(application), "sign_contract", inputs)

    def _withdraw(self, application: Application, reason: str) -> None:
        inputs = {"application": ref(application.name), "reason": reason}
        self._story.script.do(self._worker(application), "withdraw_application", inputs)

    def _answer(self, application: Application) -> None:
        decided = self._answers.setdefault(application.name, ANSWERS[len(self._answers) % len(ANSWERS)])
        inputs, actor = {"application": ref(application.name)}, self._worker(application)
        match decided:
            case AnswerToOffer.ACCEPT:
                self._story.script.do(actor, "accept_offer", inputs)
            case AnswerToOffer.REFUSE:
                self._story.script.do(actor, "refuse_offer", inputs)
            case AnswerToOffer.WITHDRAW:
                self._withdraw(application, "no_motivation")

    def _worker(self, application: Application) -> str:
        return self._story.people[application.name].organisation.value

    def give_up_waiting(self) -> None:
        """The last of the reserve list does not want to wait any longer."""
        if waiting := self._story.books.waiting(GROUP):
            self._withdraw(waiting[-1], "resigned")

    def sign_late(self) -> None:
        """A contract typed in eleven days after it was signed: it needs a reason, and first it has none."""
        signed_on = self._story.today - timedelta(days=11)
        ready = [one for one in self._story.holders() if one.contract is None and one.has_place_on(signed_on)]
        for application in ready[:1]:
            inputs = {"application": ref(application.name), "signed_on": signed_on}
            self._story.script.do(WORKER, "sign_contract", inputs, refused="late_without_reason")
            late = {**inputs, "late_reason": "Kontrakt podpisano w domu uczestnika, druk wrócił do ośrodka po urlopie."}
            self._story.script.do(WORKER, "sign_contract", late)

    def change_limit(self, limit: int, reason: str, note: str | None = None) -> None:
        inputs = {"project": PROJECT, "target_group": GROUP, "limit": limit, "reason": reason}
        self._story.script.do(COORDINATOR, "change_group_limit", inputs, note=note)
