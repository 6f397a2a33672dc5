"""Deciding on places: whoever is offered one was the first of the list as it then stood, and the limit always holds."""

from datetime import date, datetime, timedelta
from typing import assert_never
from uuid import UUID

from services.recruitment.domain.definition import AfterRefusal, Limit, PlaceRules, PriorityCode
from services.recruitment.domain.place_events import (
    CandidateLeftReserveList,
    CandidatePlacedOnReserveList,
    ParticipantRecruited,
    PlaceLapsed,
    PlaceReleased,
    ReservePlaceAccepted,
    ReservePlaceExpired,
    ReservePlaceOffered,
    ReservePlaceRefused,
    SexCorrected,
    TargetGroupLimitChanged,
    TargetGroupOpened,
)
from services.recruitment.domain.places import PLACES, Offer, Places, ranked
from services.recruitment.domain.words import Sex
from shared.events.event import Event, PublicText, Sealed
from shared.kernel.command import Command
from shared.kernel.errors import Invalid, Refused
from shared.kernel.ids import Code


class OpenGroup(Command):
    """Open a target group with its first limit."""

    project: Code
    target_group: Code
    title: PublicText
    limit: Limit
    rules: PlaceRules


class ClaimPlace(Command):
    """An eligible applicant asks for a place."""

    application: UUID
    person: UUID
    sex: Sex
    applied_at: datetime
    priority_groups: tuple[PriorityCode, ...] = ()
    premises_count: int = 0
    on: date


class AcceptOffer(Command):
    """The candidate takes the offered place."""

    application: UUID
    person: UUID
    sex: Sex
    on: date


class RefuseOffer(Command):
    """The candidate does not want the offered place."""

    application: UUID
    on: date


class ExpireOffers(Command):
    """A new day began: offers whose last day has passed are over."""

    on: date


class GiveUp(Command):
    """Somebody gives up a place, an offer or the waiting, before participation started."""

    application: UUID
    reason: Code
    on: date


class ReleasePlace(Command):
    """A participant leaves a place that another may take."""

    participant: UUID
    reason: Code
    on: date


class ChangeLimit(Command):
    """The group gets more or fewer places."""

    limit: Limit
    reason: Sealed
    on: date


class CorrectSex(Command):
    """The registry held a wrong sex for a participant."""

    participant: UUID
    person: UUID
    sex: Sex


PlaceCommand = (
    OpenGroup | ClaimPlace | AcceptOffer | RefuseOffer | ExpireOffers | GiveUp | ReleasePlace | ChangeLimit | CorrectSex
)


def decide(places: Places, command: PlaceCommand) -> list[Event]:  # noqa: PLR0911 - a table of commands
    """What a command makes of the places; a place that becomes free is offered at once (decision D4).

    Raises `Refused`: `already_claimed`, `no_open_offer`, `offer_expired`, `holds_no_place`, `limit_below_taken`.
    """
    match command:
        case OpenGroup():
            return [TargetGroupOpened(**dict(command))]
        case ClaimPlace():
            return _claim(places, command)
        case AcceptOffer():
            return _accept(places, command)
        case RefuseOffer():
            return _refuse(places, command)
        case ExpireOffers():
            return _expire(places, command)
        case GiveUp():
            return _give_up(places, command)
        case ReleasePlace():
            return _release(places, command.participant, command.reason, command.on)
        case ChangeLimit():
            return _change_limit(places, command)
        case CorrectSex():
            return [SexCorrected(**places.group, **dict(command))]
        case _ as never:
            assert_never(never)


def _claim(places: Places, command: ClaimPlace) -> list[Event]:
    if command.application in places.claimed:
        raise Refused("already_claimed", field="application", rule="an application asks for a place once")
    who = {"person": command.person, "sex": command.sex}
    if places.open_to_newcomers:
        return [ParticipantRecruited(**places.group, participant=command.application, **who)]
    placed = CandidatePlacedOnReserveList(
        **places.group,
        **who,
        application=command.application,
        applied_at=command.applied_at,
        priority=bool(command.priority_groups),
        priority_groups=command.priority_groups,
        premises_count=command.premises_count,
    )
    return _and_offers(places, [placed], command.on)


def _accept(places: Places, command: AcceptOffer) -> list[Event]:
    offer = _open_offer(places, command.application)
    if command.on > offer.answer_by:
        rule = "an offer is answered by its last day"
        raise Refused("offer_expired", field="application", rule=rule, answer_by=offer.answer_by.isoformat())
    return [
        ReservePlaceAccepted(**places.group, application=command.application),
        ParticipantRecruited(**places.group, participant=command.application, person=command.person, sex=command.sex),
    ]


def _refuse(places: Places, command: RefuseOffer) -> list[Event]:
    offer = _open_offer(places, command.application)
    refused = ReservePlaceRefused(**places.group, application=command.application)
    return _offered_on(places, [refused, *_goes_last(places, offer)], command.on)


def _expire(places: Places, command: ExpireOffers) -> list[Event]:
    events: list[Event] = []
    for offer in places.offered:
        if offer.answer_by < command.on:
            expired = ReservePlaceExpired(**places.group, application=offer.candidate.application)
            after = PLACES.fold(places, events)
            events += _offered_on(after, [expired, *_goes_last(after, offer)], command.on)
    return events


def _give_up(places: Places, command: GiveUp) -> list[Event]:
    """From a place, an offer or the list; an application that asked for none leaves nothing here."""
    application = command.application
    if application in places.taken:
        return _release(places, application, command.reason, command.on)
    left = CandidateLeftReserveList(**places.group, application=application, reason=command.reason)
    if places.offer_to(application):
        return _offered_on(places, [left], command.on)
    return [left] if places.awaits(application) else []


def _release(places: Places, participant: UUID, reason: Code, on: date) -> list[Event]:
    if participant not in places.taken:
        raise Refused("holds_no_place", field="application", rule="only who holds a place can leave it")
    return _offered_on(places, [PlaceReleased(**places.group, participant=participant, reason=reason)], on)


def _change_limit(places: Places, command: ChangeLimit) -> list[Event]:
    if command.limit == places.limit:
        raise Invalid("limit_unchanged", field="limit", rule="the group has this limit already")
    if command.limit < places.held:
        raise Refused(
            "limit_below_taken",
            field="limit",
            rule="a limit covers the taken and the offered places (decision D7)",
            taken=len(places.taken),
            offered=len(places.offered),
        )
    changed = TargetGroupLimitChanged(**places.group, previous=places.limit, limit=command.limit, reason=command.reason)
    return _and_offers(places, [changed], command.on)


def _open_offer(places: Places, application: UUID) -> Offer:
    if offer := places.offer_to(application):
        return offer
    raise Refused("no_open_offer", field="application", rule="only an open offer can be answered")


def _goes_last(places: Places, offer: Offer) -> list[Event]:
    """Decision D5: who let an offer go by leaves, or waits behind everybody else where the project says so."""
    if places.rules.after_refusal is AfterRefusal.LEAVES:
        return []
    return [offer.candidate.placed.model_copy(update={"turn": offer.candidate.turn + 1})]


def _offered_on(places: Places, events: list[Event], on: date) -> list[Event]:
    """A place somebody left: offered on, or lapsed when too little of the project is left (decision D9)."""
    until = places.rules.replacement_until
    if until is not None and on > until:
        events = [*events, PlaceLapsed(**places.group)]
    return _and_offers(places, events, on)


def _and_offers(places: Places, events: list[Event], on: date) -> list[Event]:
    """The events, and an offer of each place that is free after them to the first of the list as it then stands."""
    after = PLACES.fold(places, events)
    if after.free <= 0 or not after.waiting:
        return events
    answer_by = on + timedelta(days=after.rules.offer_answer_days)
    first = ranked(after.rules, after.waiting)[: after.free]
    return [
        *events,
        *(ReservePlaceOffered(**after.group, application=one.application, answer_by=answer_by) for one in first),
    ]
