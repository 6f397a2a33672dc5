"""Places: who gets one, who waits, whom an offer goes to next."""

from datetime import date

from services.recruitment.domain.definition import AfterRefusal, PriorityCode
from services.recruitment.domain.place_events import (
    CandidateLeftReserveList,
    PlaceLapsed,
    PlaceReleased,
    ReservePlaceAccepted,
    ReservePlaceExpired,
    ReservePlaceRefused,
    SexCorrected,
    TargetGroupLimitChanged,
)
from services.recruitment.domain.places import PLACES
from services.recruitment.domain.placing import (
    AcceptOffer,
    ChangeLimit,
    ClaimPlace,
    CorrectSex,
    ExpireOffers,
    GiveUp,
    OpenGroup,
    RefuseOffer,
    ReleasePlace,
    decide,
)
from services.recruitment.domain.words import Sex
from shared.events.event import Sealed
from shared.testing.given import Given, given
from tests.unit.recruitment.examples import GROUP, RULES, offered, opened, placed, recruited, uid

FIRST = PriorityCode.MULTIPLE_EXCLUSION
GOES_LAST = RULES.model_copy(update={"after_refusal": AfterRefusal.GOES_LAST})
MARCH = date(2021, 3, 1)
BECAUSE = Sealed.of("an approved change of the project")


def claim(name: str, applied_at: str = "2021-02-01T09:00", *groups: PriorityCode) -> ClaimPlace:
    wished = placed(name, applied_at, *groups)
    return ClaimPlace(**wished.model_dump(include={"application", "person", "sex", "applied_at", "priority_groups"}), on=MARCH)


def change(limit: int) -> ChangeLimit:
    return ChangeLimit(limit=limit, reason=BECAUSE, on=MARCH)


def changed(previous: int, limit: int) -> TargetGroupLimitChanged:
    return TargetGroupLimitChanged(**GROUP, previous=previous, limit=limit, reason=BECAUSE)


def release(name: str, on: date = MARCH) -> ReleasePlace:
    return ReleasePlace(participant=uid(name), reason="moved", on=on)


def released(name: str) -> PlaceReleased:
    return PlaceReleased(**GROUP, participant=uid(name), reason="moved")


def full_with_two_waiting() -> Given:
    return given(PLACES, opened(1), recruited("anna"), placed("marek"), placed("ewa", "2021-02-02T09:00"))


def with_an_offer_to_marek() -> Given:
    waiting = (placed("marek"), placed("ewa", "2021-02-02T09:00"))
    return given(PLACES, opened(1), recruited("anna"), *waiting, released("anna"), offered("marek", "2021-03-08"))


def test_a_group_is_opened_with_its_limit_and_rules():
    group = OpenGroup(**GROUP, title="Mieszkańcy", limit=20, rules=RULES)
    given(PLACES).when(decide, group).then(opened(20))


def test_a_newcomer_takes_a_free_place_when_nobody_waits():
    given(PLACES, opened(2), recruited("anna")).when(decide, claim("marek")).then(recruited("marek"))


def test_the_last_place_goes_to_one_candidate_and_the_next_waits():
    given(PLACES, opened(1)).when(decide, claim("anna")).then(recruited("anna"))
    given(PLACES, opened(1), recruited("anna")).when(decide, claim("marek")).then(placed("marek"))


def test_a_newcomer_with_an_offer_open_enters_the_list_and_is_offered_the_free_place():
    group = given(PLACES, opened(1), recruited("anna"), placed("marek"), changed(1, 3), offered("marek", "2021-03-08"))
    group.when(decide, claim("ewa")).then(placed("ewa"), offered("ewa", "2021-03-08"))


def test_a_group_without_places_only_has_a_list():
    given(PLACES, opened(0)).when(decide, claim("anna")).then(placed("anna"))


def test_an_application_asks_once_whatever_became_of_it():
    given(PLACES, opened(1), recruited("anna")).when(decide, claim("anna")).refused("already_claimed")
    full_with_two_waiting().when(decide, claim("ewa")).refused("already_claimed")
    given(PLACES, opened(1), recruited("anna"), released("anna")).when(decide, claim("anna")).refused("already_claimed")


def test_a_released_place_is_offered_to_the_first_of_the_list_for_seven_days():
    full_with_two_waiting().when(decide, release("anna")).then(released("anna"), offered("marek", "2021-03-08"))


def test_a_priority_group_stands_before_an_earlier_application():
    list_ = (placed("marek"), placed("ewa", "2021-02-02T09:00", FIRST))
    group = given(PLACES, opened(1), recruited("anna"), *list_)
    group.when(decide, release("anna")).then(released("anna"), offered("ewa", "2021-03-08"))


def test_priority_does_not_count_where_the_project_does_not_say_so():
    rules = RULES.model_copy(update={"priority_first": False})
    list_ = (placed("marek"), placed("ewa", "2021-02-02T09:00", FIRST))
    group = given(PLACES, opened(1, rules), recruited("anna"), *list_)
    group.when(decide, release("anna")).then(released("anna"), offered("marek", "2021-03-08"))


def test_who_applied_earlier_stands_before_who_was_typed_in_earlier():
    list_ = (placed("marek", "2021-02-05T12:00"), placed("ewa", "2021-02-05T11:59"))
    group = given(PLACES, opened(1), recruited("anna"), *list_)
    group.when(decide, release("anna")).then(released("anna"), offered("ewa", "2021-03-08"))


def test_equal_to_the_minute_the_order_of_entry_counts():
    list_ = (placed("marek", "2021-02-05T12:00"), placed("ewa", "2021-02-05T12:00"))
    group = given(PLACES, opened(1), recruited("anna"), *list_)
    group.when(decide, release("anna")).then(released("anna"), offered("marek", "2021-03-08"))


def test_a_better_newcomer_never_takes_an_open_offer():
    with_an_offer_to_marek().when(decide, claim("jan", "2021-01-15T08:00", FIRST)).then(
        placed("jan", "2021-01-15T08:00", FIRST)
    )


def test_an_accepted_offer_is_a_place():
    accepted = AcceptOffer(application=uid("marek"), person=uid("marek's person"), sex=Sex.FEMALE, on=date(2021, 3, 8))
    given_offer = with_an_offer_to_marek()
    given_offer.when(decide, accepted).then(ReservePlaceAccepted(**GROUP, application=uid("marek")), recruited("marek"))


def test_an_offer_cannot_be_accepted_after_its_last_day():
    late = AcceptOffer(application=uid("marek"), person=uid("marek's person"), sex=Sex.FEMALE, on=date(2021, 3, 9))
    no = with_an_offer_to_marek().when(decide, late).refused("offer_expired")
    assert no.facts == {"answer_by": "2021-03-08"}


def test_who_waits_has_nothing_to_accept_or_refuse():
    accept = AcceptOffer(application=uid("ewa"), person=uid("ewa's person"), sex=Sex.FEMALE, on=MARCH)
    with_an_offer_to_marek().when(decide, accept).refused("no_open_offer")
    with_an_offer_to_marek().when(decide, RefuseOffer(application=uid("ewa"), on=MARCH)).refused("no_open_offer")


def test_a_refused_place_goes_to_the_next():
    refused = ReservePlaceRefused(**GROUP, application=uid("marek"))
    after = with_an_offer_to_marek().when(decide, RefuseOffer(application=uid("marek"), on=date(2021, 3, 4)))
    after.then(refused, offered("ewa", "2021-03-11"))
    assert not after.state.awaits(uid("marek"))


def test_who_refuses_goes_last_where_the_project_says_so():
    waiting = (placed("marek"), placed("ewa", "2021-02-02T09:00"))
    group = given(PLACES, opened(1, GOES_LAST), *waiting, offered("marek", "2021-03-08"))
    refused = ReservePlaceRefused(**GROUP, application=uid("marek"))
    group.when(decide, RefuseOffer(application=uid("marek"), on=MARCH)).then(
        refused, placed("marek", turn=1), offered("ewa", "2021-03-08")
    )


def test_silence_on_the_last_day_is_not_yet_an_answer():
    with_an_offer_to_marek().when(decide, ExpireOffers(on=date(2021, 3, 8))).then()


def test_after_the_last_day_the_place_goes_to_the_next():
    expired = ReservePlaceExpired(**GROUP, application=uid("marek"))
    with_an_offer_to_marek().when(decide, ExpireOffers(on=date(2021, 3, 9))).then(expired, offered("ewa", "2021-03-16"))


def test_two_offers_that_expire_together_go_to_the_next_two():
    names = [placed(name, f"2021-02-0{day}T09:00") for day, name in enumerate(("marek", "ewa", "jan", "ola"), 1)]
    offers = (offered("marek", "2021-03-08"), offered("ewa", "2021-03-08"))
    group = given(PLACES, opened(0), *names, changed(0, 2), *offers)
    group.when(decide, ExpireOffers(on=date(2021, 3, 9))).then(
        ReservePlaceExpired(**GROUP, application=uid("marek")),
        offered("jan", "2021-03-16"),
        ReservePlaceExpired(**GROUP, application=uid("ewa")),
        offered("ola", "2021-03-16"),
    )


def test_giving_up_the_waiting_frees_nothing():
    left = CandidateLeftReserveList(**GROUP, application=uid("ewa"), reason="resigned")
    full_with_two_waiting().when(decide, GiveUp(application=uid("ewa"), reason="resigned", on=MARCH)).then(left)


def test_giving_up_an_offer_offers_the_place_on():
    left = CandidateLeftReserveList(**GROUP, application=uid("marek"), reason="resigned")
    gives_up = GiveUp(application=uid("marek"), reason="resigned", on=MARCH)
    with_an_offer_to_marek().when(decide, gives_up).then(left, offered("ewa", "2021-03-08"))


def test_giving_up_a_place_offers_it_on():
    gives_up = GiveUp(application=uid("anna"), reason="moved", on=MARCH)
    full_with_two_waiting().when(decide, gives_up).then(released("anna"), offered("marek", "2021-03-08"))


def test_who_never_asked_for_a_place_leaves_nothing_here():
    full_with_two_waiting().when(decide, GiveUp(application=uid("jan"), reason="resigned", on=MARCH)).then()


def test_only_who_holds_a_place_can_leave_it():
    full_with_two_waiting().when(decide, release("marek")).refused("holds_no_place")


def test_a_raised_limit_draws_on_the_list_in_its_order():
    after = full_with_two_waiting().when(decide, change(4))
    after.then(changed(1, 4), offered("marek", "2021-03-08"), offered("ewa", "2021-03-08"))


def test_a_limit_never_falls_below_taken_and_offered_places():
    group = given(PLACES, opened(3), recruited("anna"), recruited("jan"), placed("ewa"), offered("ewa", "2021-03-08"))
    no = group.when(decide, change(2)).refused("limit_below_taken")
    assert no.facts == {"taken": 2, "offered": 1}


def test_vacancies_go_first_when_a_limit_is_lowered():
    given(PLACES, opened(3), recruited("anna")).when(decide, change(1)).then(changed(3, 1))


def test_a_limit_changes_to_another_number():
    given(PLACES, opened(3)).when(decide, change(3)).refused("limit_unchanged")


def test_a_place_is_offered_on_until_the_last_day_of_replacement():
    full_with_two_waiting().when(decide, release("anna", date(2023, 3, 31))).then(
        released("anna"), offered("marek", "2023-04-07")
    )


def test_later_than_that_the_place_lapses_and_nobody_gets_it():
    after = full_with_two_waiting().when(decide, release("anna", date(2023, 4, 1)))
    lapsed = PlaceLapsed(**GROUP)
    after.then(released("anna"), lapsed)
    newcomer = given(PLACES, opened(1), recruited("anna"), released("anna"), lapsed)
    newcomer.when(decide, claim("jan")).then(placed("jan"))


def test_who_goes_last_is_offered_another_place_that_is_free_when_the_refused_one_lapses():
    group = given(PLACES, opened(2, GOES_LAST), recruited("anna"), placed("marek"), offered("marek", "2023-04-07"))
    two_places = given(PLACES, opened(0, GOES_LAST), placed("marek"), changed(0, 2), offered("marek", "2023-04-07"))
    refuse = RefuseOffer(application=uid("marek"), on=date(2023, 4, 1))
    refused, lapsed = ReservePlaceRefused(**GROUP, application=uid("marek")), PlaceLapsed(**GROUP)
    two_places.when(decide, refuse).then(refused, placed("marek", turn=1), lapsed, offered("marek", "2023-04-08"))
    group.when(decide, refuse).then(refused, placed("marek", turn=1), lapsed)


def test_a_lowered_limit_takes_lapsed_places_first():
    group = given(PLACES, opened(3), recruited("anna"), recruited("jan"), released("jan"), PlaceLapsed(**GROUP), changed(3, 2))
    group.when(decide, claim("ewa")).then(recruited("ewa"))


def test_a_corrected_sex_is_told_where_it_was_told_first():
    correction = CorrectSex(participant=uid("anna"), person=uid("anna's person"), sex=Sex.MALE)
    corrected = SexCorrected(**GROUP, participant=uid("anna"), person=uid("anna's person"), sex=Sex.MALE)
    given(PLACES, opened(1), recruited("anna")).when(decide, correction).then(corrected)
