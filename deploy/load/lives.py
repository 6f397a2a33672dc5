"""Synthetic target groups: people apply, are assessed, take places or wait, sign, come, leave; day after day.

Each person is a generator that gives the day on which it goes on; the group plays them in the order of their days, so
dates never go back within a stream. Places are decided by the domain itself, everything else follows its rules.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from deploy.load.journal import Journal
from deploy.scenarios import pesel as numbers
from deploy.scenarios.names import invented_name
from services.recruitment.domain.application import (
    APPLICATION,
    Application,
    ApplicationAssessed,
    ApplicationSubmitted,
    ApplicationWithdrawn,
)
from services.recruitment.domain.identity import Capacity
from services.recruitment.domain.outcome import OUTCOME
from services.recruitment.domain.outcome_events import Evidence, SituationAfterLeavingRecorded, SocialEffectConfirmed
from services.recruitment.domain.outcome_words import AfterLeaving, EvidenceKind, SocialCriterion
from services.recruitment.domain.participation import PARTICIPATION, Participation
from services.recruitment.domain.participation_events import (
    ContractSigned,
    ParticipationEnded,
    ParticipationStarted,
    SupportReceived,
)
from services.recruitment.domain.person import PERSON, PersonRegistered
from services.recruitment.domain.place_events import ParticipantRecruited, ReservePlaceOffered
from services.recruitment.domain.places import Places
from services.recruitment.domain.placing import (
    AcceptOffer,
    ClaimPlace,
    ExpireOffers,
    PlaceCommand,
    RefuseOffer,
    ReleasePlace,
    decide,
)
from services.recruitment.domain.project import ProjectOpened
from services.recruitment.domain.words import DisabilityDegree, EndReason, LabourStatus, ServiceClass, Sex, WithdrawalReason
from services.recruitment.people.texts import sealed
from shared.events.event import Event, Sealed
from shared.store.load import Loaded

Life = Iterator[date]
FIRST_BIRTHDAY, BIRTHDAYS = date(1950, 1, 1), 18_000
INTERRUPTIONS = (EndReason.ILLNESS, EndReason.MOVED, EndReason.NO_MOTIVATION)


@dataclass(slots=True)
class Applicant:
    """Somebody who does not exist."""

    application: UUID
    person: UUID
    sex: Sex
    born_on: date
    applied_at: datetime
    stream: Loaded[Application]


@dataclass(slots=True)
class Group:
    """One target group under way. `first` is the number of its first person: it makes PESEL numbers unique."""

    journal: Journal
    project: ProjectOpened
    places: Loaded[Places]
    first: int
    today: date
    known: dict[UUID, Applicant] = field(default_factory=dict)
    agenda: list[tuple[date, int, Life]] = field(default_factory=list)
    lives: int = 0

    def play(self, people: int) -> None:
        """Everybody applies within the first three hundred days; then all lives run to their end."""
        for number in range(people):
            self._begin(self.project.starts_on + timedelta(days=number * 300 // people), self._applies(self.first + number))
        while self.agenda:
            self.today, turn, life = heapq.heappop(self.agenda)
            if (day := next(life, None)) is not None:
                heapq.heappush(self.agenda, (day, turn, life))

    def _begin(self, day: date, life: Life) -> None:
        self.lives += 1
        heapq.heappush(self.agenda, (day, self.lives, life))

    def _later(self, least: int, most: int) -> date:
        return self.today + timedelta(days=self.journal.random.randint(least, most))

    def _chance(self, of: float) -> bool:
        return self.journal.random.random() < of

    def _applies(self, number: int) -> Life:
        who = self._registers(number)
        yield self._later(3, 20)
        if self._chance(0.03):
            return  # still to be assessed
        eligible = self._chance(0.93)
        self.journal.command(self.today, (who.stream, [self._assessment(who, eligible)]))
        if not eligible:
            return
        yield self._later(1, 10)
        if self._chance(0.04):
            self.journal.command(self.today, (who.stream, [self._withdrawal(who)]))
            return
        events = self._place(self._claim(who))
        if isinstance(events[0], ParticipantRecruited):
            yield from self._takes_part(who)

    def _registers(self, number: int) -> Applicant:
        random = self.journal.random
        born_on = FIRST_BIRTHDAY + timedelta(days=number % BIRTHDAYS)
        sex = Sex.FEMALE if self._chance(0.6) else Sex.MALE
        applied_at = datetime.combine(self.today, time(random.randint(8, 15), random.randint(0, 59)))
        application = self.journal.new_id()
        stream = self.journal.stream(APPLICATION, application)
        who = Applicant(application, self.journal.new_id(), sex, born_on, applied_at, stream)
        self.known[application] = who
        register = self.journal.stream(PERSON, who.person)
        self.journal.command(self.today, (register, [self._person(who, number)]), (stream, [self._form(who)]))
        return who

    def _person(self, who: Applicant, number: int) -> PersonRegistered:
        sex = numbers.Sex(who.sex.value)
        pesel = numbers.pesel(who.born_on, sex, number // BIRTHDAYS)
        given, family = invented_name(self.journal.random, sex)
        texts = {"given_name": given, "family_name": family, "pesel": pesel, "birth_date": who.born_on.isoformat()}
        project = self.project.project
        self.journal.mark(who.person, project, texts)
        as_candidate = {"person": who.person, "project": project, "capacity": Capacity.CANDIDATE, "sex": who.sex}
        return PersonRegistered.model_validate(as_candidate | sealed(texts))

    def _form(self, who: Applicant) -> ApplicationSubmitted:
        random = self.journal.random
        premises = [premise.code for premise in self.project.recruitment.premises]
        return ApplicationSubmitted(
            project=self.project.project,
            application=who.application,
            target_group=self.places.state.group["target_group"],
            person=who.person,
            applied_on=self.today,
            applied_at=who.applied_at,
            premises=tuple(sorted(random.sample(premises, random.randint(1, len(premises))))),
            disability_degree=random.choice((DisabilityDegree.NONE, DisabilityDegree.NONE, DisabilityDegree.MODERATE)),
            disability_kinds=(),
            labour_status=random.choice((LabourStatus.UNEMPLOYED_REGISTERED, LabourStatus.INACTIVE)),
            no_same_support=True,
        )

    def _assessment(self, who: Applicant, eligible: bool) -> ApplicationAssessed:
        return ApplicationAssessed(
            project=self.project.project,
            application=who.application,
            eligible=eligible,
            organisation=self.project.organisations[0],
            reasons=() if eligible else ("outside_area",),
        )

    def _withdrawal(self, who: Applicant) -> ApplicationWithdrawn:
        reason = WithdrawalReason.RESIGNED
        return ApplicationWithdrawn(project=self.project.project, application=who.application, on=self.today, reason=reason)

    def _claim(self, who: Applicant) -> ClaimPlace:
        return ClaimPlace(application=who.application, person=who.person, sex=who.sex, applied_at=who.applied_at, on=self.today)

    def _place(self, command: PlaceCommand, *beside: tuple[Loaded[Participation], list[Event]]) -> list[Event]:
        """A command on the places; whoever is offered one by it begins to think it over."""
        events = decide(self.places.state, command)
        self.journal.command(self.today, *beside, (self.places, events))
        for event in events:
            if isinstance(event, ReservePlaceOffered):
                self._begin(self._later(1, 9), self._thinks_it_over(self.known[event.application]))
        return events

    def _thinks_it_over(self, who: Applicant) -> Life:
        offer = self.places.state.offer_to(who.application)
        if offer is None:
            return  # it expired together with another one
        if self.today > offer.answer_by:
            self._place(ExpireOffers(on=self.today))
        elif self._chance(0.8):
            self._place(AcceptOffer(application=who.application, person=who.person, sex=who.sex, on=self.today))
            yield from self._takes_part(who)
        else:
            self._place(RefuseOffer(application=who.application, on=self.today))

    def _takes_part(self, who: Applicant) -> Life:
        yield self._later(1, 14)
        stream = self.journal.stream(PARTICIPATION, who.application)
        self.journal.command(self.today, (stream, [self._contract(who)]))
        for number in range(self.journal.random.randint(1, 12)):
            yield self._later(1, 21)
            self.journal.command(self.today, (stream, self._support(who, first=number == 0)))
        if self._chance(0.1):
            return  # still takes part
        yield self._later(1, 21)
        if self._chance(0.75):
            self.journal.command(self.today, (stream, [self._end(who, EndReason.PATH_COMPLETED)]))
            yield from self._comes_out(who)
        else:
            reason = self.journal.random.choice(INTERRUPTIONS)
            release = ReleasePlace(participant=who.application, reason=reason.value, on=self.today)
            self._place(release, (stream, [self._end(who, reason)]))

    def _contract(self, who: Applicant) -> ContractSigned:
        return ContractSigned(
            project=self.project.project,
            participant=who.application,
            person=who.person,
            signed_on=self.today,
            goals=Sealed.of('["praca"]') if self._chance(0.3) else None,
        )

    def _support(self, who: Applicant, *, first: bool) -> list[Event]:
        session = self.journal.new_id()
        named = {"project": self.project.project, "participant": who.application, "session": session, "on": self.today}
        service_class = self.journal.random.choice((ServiceClass.SOCIAL, ServiceClass.VOCATIONAL))
        support = SupportReceived(**named, service_class=service_class)
        age = (self.today - who.born_on).days * 4 // 1461
        return [support, ParticipationStarted(**named, age=age)] if first else [support]

    def _end(self, who: Applicant, reason: EndReason) -> ParticipationEnded:
        return ParticipationEnded(
            project=self.project.project,
            participant=who.application,
            person=who.person,
            on=self.today,
            along_path=reason is EndReason.PATH_COMPLETED,
            reason=reason,
        )

    def _comes_out(self, who: Applicant) -> Life:
        """Four weeks after the end the situation is established, later perhaps a social effect."""
        stream = self.journal.stream(OUTCOME, who.application)
        yield self._later(14, 28)
        named = {"project": self.project.project, "participant": who.application, "person": who.person, "on": self.today}
        evidence = Evidence(kind=EvidenceKind.STATEMENT, dated=self.today)
        situations = (self.journal.random.choice((AfterLeaving.JOB_TAKEN, AfterLeaving.NONE)),)
        situation = SituationAfterLeavingRecorded(**named, situations=situations, evidence=evidence)
        self.journal.command(self.today, (stream, [situation]))
        yield self._later(1, 50)
        criteria = (self.journal.random.choice(tuple(SocialCriterion)),)
        effect = SocialEffectConfirmed(**named | {"on": self.today}, criteria=criteria, evidence=evidence)
        self.journal.command(self.today, (stream, [effect]))
