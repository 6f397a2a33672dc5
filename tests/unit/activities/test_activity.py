"""Places in an activity: capacity, the waiting list, and who may be enrolled at all."""

from uuid import UUID

from services.activities.domain.activity import (
    ACTIVITY,
    Activity,
    ActivityDetails,
    ActivityPlanned,
    CancelEnrolment,
    Enrol,
    EnrolmentCancelled,
    ParticipantEnrolled,
    ParticipantPlacedOnWaitingList,
    Plan,
    Standing,
    decide,
)
from shared.events.event import Event, Sealed
from shared.testing.given import given

PROJECT = "gora-pomocy-3"
CINEMA = UUID(int=50)
ANNA, MAREK, EWA = UUID(int=1), UUID(int=2), UUID(int=3)
REASON = Sealed.of("praca w tym dniu")
ALL_RECRUITED = dict.fromkeys((ANNA, MAREK, EWA), Standing.RECRUITED)


def planned(capacity: int | None = 2) -> ActivityPlanned:
    return ActivityPlanned(
        project=PROJECT,
        activity=CINEMA,
        title="Filmowy wtorek",
        form="cinema",
        service_class="social",
        capacity=capacity,
        families=False,
        place=None,
    )


def enrolled(who: UUID) -> ParticipantEnrolled:
    return ParticipantEnrolled(project=PROJECT, activity=CINEMA, participant=who)


def waits(who: UUID) -> ParticipantPlacedOnWaitingList:
    return ParticipantPlacedOnWaitingList(project=PROJECT, activity=CINEMA, participant=who)


def cancelled(who: UUID) -> EnrolmentCancelled:
    return EnrolmentCancelled(project=PROJECT, activity=CINEMA, participant=who, reason=REASON)


def enrol(*people: UUID, **standings: Standing) -> Enrol:
    return Enrol(participants=people, standings=ALL_RECRUITED)


def leave(who: UUID, standings: dict[UUID, Standing] = ALL_RECRUITED) -> CancelEnrolment:
    return CancelEnrolment(participant=who, reason=REASON, standings=standings)


def after(*events: Event) -> Activity:
    return ACTIVITY.fold(ACTIVITY.initial, list(events))


def test_what_is_planned_is_what_was_asked_for():
    details = ActivityDetails(project=PROJECT, title="Filmowy wtorek", form="cinema", service_class="social", capacity=2)
    given(ACTIVITY).when(decide, Plan(activity=CINEMA, details=details)).then(planned())


def test_people_get_places_in_the_order_they_are_named_and_the_rest_waits():
    given(ACTIVITY, planned(capacity=2)).when(decide, enrol(EWA, ANNA, MAREK)).then(enrolled(EWA), enrolled(ANNA), waits(MAREK))


def test_without_a_capacity_nobody_waits():
    given(ACTIVITY, planned(capacity=None)).when(decide, enrol(ANNA, MAREK, EWA)).then(
        enrolled(ANNA), enrolled(MAREK), enrolled(EWA)
    )


def test_when_all_places_are_taken_a_newcomer_waits():
    given(ACTIVITY, planned(capacity=1), enrolled(ANNA)).when(decide, enrol(MAREK)).then(waits(MAREK))


def test_a_place_given_up_goes_to_the_first_who_waits():
    given(ACTIVITY, planned(1), enrolled(ANNA), waits(MAREK), waits(EWA)).when(decide, leave(ANNA)).then(
        cancelled(ANNA), enrolled(MAREK)
    )


def test_who_waits_but_has_left_the_project_is_passed_over():
    standings = {MAREK: Standing.ENDED, EWA: Standing.RECRUITED}
    given(ACTIVITY, planned(1), enrolled(ANNA), waits(MAREK), waits(EWA)).when(decide, leave(ANNA, standings)).then(
        cancelled(ANNA), enrolled(EWA)
    )


def test_leaving_the_waiting_list_moves_nobody_up():
    given(ACTIVITY, planned(1), enrolled(ANNA), waits(MAREK), waits(EWA)).when(decide, leave(MAREK)).then(cancelled(MAREK))


def test_who_left_may_be_enrolled_again():
    given(ACTIVITY, planned(1), enrolled(ANNA), cancelled(ANNA)).when(decide, enrol(ANNA)).then(enrolled(ANNA))


def test_a_person_recruitment_has_not_told_of_is_refused():
    stranger = Enrol(participants=(ANNA,), standings={})
    given(ACTIVITY, planned()).when(decide, stranger).refused("participant_not_recruited")


def test_a_person_whose_participation_ended_is_refused():
    gone = Enrol(participants=(ANNA,), standings={ANNA: Standing.ENDED})
    given(ACTIVITY, planned()).when(decide, gone).refused("participation_ended")


def test_one_who_cannot_be_enrolled_stops_all():
    mixed = Enrol(participants=(ANNA, MAREK), standings={ANNA: Standing.RECRUITED, MAREK: Standing.NOT_RECRUITED})
    given(ACTIVITY, planned()).when(decide, mixed).refused("participant_not_recruited")


def test_who_has_a_place_is_not_enrolled_twice():
    given(ACTIVITY, planned(), enrolled(ANNA)).when(decide, enrol(ANNA)).refused("already_enrolled")


def test_who_waits_is_not_enrolled_twice():
    given(ACTIVITY, planned(1), enrolled(ANNA), waits(MAREK)).when(decide, enrol(MAREK)).refused("already_enrolled")


def test_a_person_named_twice_is_refused():
    given(ACTIVITY, planned()).when(decide, enrol(ANNA, ANNA)).refused("participant_twice")


def test_a_place_nobody_has_cannot_be_given_up():
    given(ACTIVITY, planned()).when(decide, leave(ANNA)).refused("not_enrolled")


def test_free_places_are_counted_from_who_has_one():
    assert after(planned(3), enrolled(ANNA), enrolled(MAREK), cancelled(ANNA)).free == 2
    assert after(planned(None), enrolled(ANNA)).free is None
