"""What holds for places whatever happens: hypothesis plays random weeks of a group, a plain model keeps the score."""

from datetime import date, datetime, timedelta

from hypothesis import given as examples
from hypothesis import strategies as st

from services.recruitment.domain.definition import AfterRefusal, PriorityCode
from services.recruitment.domain.place_events import ReservePlaceOffered
from services.recruitment.domain.places import PLACES, Places
from services.recruitment.domain.placing import (
    AcceptOffer,
    ChangeLimit,
    ClaimPlace,
    ExpireOffers,
    GiveUp,
    RefuseOffer,
    ReleasePlace,
    decide,
)
from services.recruitment.domain.words import Sex
from shared.events.event import Event, Sealed
from shared.kernel.errors import Refused
from tests.unit.recruitment.examples import RULES, opened, uid

NAMES = [f"candidate {number}" for number in range(12)]
START = date(2023, 3, 20)  # eleven days before the last day of replacement: weeks on both sides of it
CLAIMS = st.lists(st.tuples(st.integers(0, 4), st.booleans()), min_size=4, max_size=12)
"""The minute of the application and the priority of each candidate, in the order of entry."""
LATER = st.lists(
    st.tuples(
        st.sampled_from(["accept", "refuse", "expire", "give_up", "release", "limit"]),
        st.sampled_from(NAMES),
        st.integers(0, 4),
        st.booleans(),
    ),
    min_size=4,
    max_size=40,
)
STEPS = st.builds(
    lambda claims, later: [("claim", name, *form) for name, form in zip(NAMES, claims, strict=False)] + later, CLAIMS, LATER
)


def command(step: str, name: str, number: int, priority: bool, on: date):
    who = {"application": uid(name), "on": on}
    person = {"person": uid(f"{name}'s person"), "sex": Sex.MALE}
    form = {
        "applied_at": datetime.fromisoformat(f"2021-02-01T09:0{number}"),
        "priority_groups": (PriorityCode.MULTIPLE_EXCLUSION,) if priority else (),
    }
    return {
        "claim": ClaimPlace(**who, **person, **form),
        "accept": AcceptOffer(**who, **person),
        "refuse": RefuseOffer(**who),
        "expire": ExpireOffers(on=on),
        "give_up": GiveUp(**who, reason="resigned"),
        "release": ReleasePlace(participant=uid(name), reason="moved", on=on),
        "limit": ChangeLimit(limit=number, reason=Sealed.of("change"), on=on),
    }[step]


def best_of(places: Places):
    """The first of the list, found the slow way: nobody who waits is better."""

    def better(one, other):
        return (one.turn, not one.priority, one.applied_at, one.entry) < (
            other.turn,
            not other.priority,
            other.applied_at,
            other.entry,
        )

    return next(one for one in places.waiting if not any(better(other, one) for other in places.waiting))


def check_offers_go_to_the_first(places: Places, events: list[Event]) -> None:
    for event in events:
        if isinstance(event, ReservePlaceOffered):
            assert event.application == best_of(places).application
            assert places.free > 0
        places = PLACES.evolve(places, event)


@examples(st.integers(0, 3), STEPS, st.sampled_from(AfterRefusal))
def test_the_limit_holds_nobody_is_overtaken_and_no_place_stays_empty_while_somebody_waits(limit, steps, after_refusal):
    rules = RULES.model_copy(update={"after_refusal": after_refusal})
    places = PLACES.fold(PLACES.initial, [opened(limit, rules)])
    for day, (step, name, number, priority) in enumerate(steps):
        try:
            events = decide(places, command(step, name, number, priority, START + timedelta(days=day)))
        except Refused:
            continue
        check_offers_go_to_the_first(places, events)
        places = PLACES.fold(places, events)
        everybody = [
            *places.taken,
            *(o.candidate.application for o in places.offered),
            *(c.application for c in places.waiting),
        ]
        assert len(everybody) == len(set(everybody))
        assert places.held + places.lapsed <= places.limit
        assert places.free == 0 or not places.waiting
        assert set(everybody) <= places.claimed


@examples(st.integers(0, 3), STEPS)
def test_a_state_kept_on_the_head_row_is_the_state_folded_anew(limit, steps):
    places = PLACES.fold(PLACES.initial, [opened(limit)])
    for day, step in enumerate(steps):
        try:
            places = PLACES.fold(places, decide(places, command(*step, START + timedelta(days=day))))
        except Refused:
            continue
    assert Places.model_validate_json(places.model_dump_json()) == places
