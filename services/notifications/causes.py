"""Causes: what an event of recruitment has to say, and to whom; an event without a line here says nothing to anybody.

Every cause names its application (a participant's id is the application's), which belongs to exactly one person, so nothing
has to be known of the person when an event arrives: reactions look into no read model, and their order does not matter.
"""

from services.notifications.domain.telling import Decision, Telling, Template
from services.notifications.reads import (
    ApplicationAssessed,
    CandidatePlacedOnReserveList,
    ContractSigned,
    ParticipantRecruited,
    ParticipationEnded,
    ParticipationStarted,
    ReservePlaceOffered,
)
from services.notifications.terms import Term, days
from shared.events.envelope import Meta
from shared.events.event import Event


def telling(event: Event, meta: Meta) -> Telling | None:
    """What follows from an event; `cause` is the event, so that its second arrival gives the same notifications."""
    about = {"cause": meta.id, "on": meta.effective_on}
    match event:
        case ApplicationAssessed(project=project, application=one, eligible=eligible):
            decision = Decision.ELIGIBLE if eligible else Decision.NOT_ELIGIBLE
            return Telling(project=project, application=one, template=Template.DECISION, decision=decision, **about)
        case ParticipantRecruited(project=project, participant=one):
            decided = Decision.RECRUITED
            return Telling(project=project, application=one, template=Template.DECISION, decision=decided, **about)
        case CandidatePlacedOnReserveList(project=project, application=one):
            return Telling(project=project, application=one, template=Template.RESERVE_LIST, **about)
        case ReservePlaceOffered(project=project, application=one, answer_by=last):
            offer = Template.RESERVE_PLACE_OFFERED
            return Telling(project=project, application=one, template=offer, answer_by=last, **about)
        case ContractSigned() | ParticipationStarted() | ParticipationEnded():
            return _of_participant(event, meta)
    return None


def _of_participant(event: ContractSigned | ParticipationStarted | ParticipationEnded, meta: Meta) -> Telling:
    """The contract; the duty to give data after leaving, told on entry; its term, told on leaving (domain.md 1.2)."""
    whose = {"project": event.project, "application": event.participant, "cause": meta.id}
    match event:
        case ContractSigned(signed_on=on):
            return Telling(template=Template.CONTRACT_SIGNED, on=on, **whose)
        case ParticipationStarted(on=on):
            return Telling(template=Template.PARTICIPATION_STARTED, on=on, **whose)
        case ParticipationEnded(on=on):
            due = on + days(Term.LEAVING_DATA, on)
            return Telling(template=Template.LEAVING_QUESTIONNAIRE, on=on, due=due, **whose)
