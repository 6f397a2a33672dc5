"""Effectiveness of one person at the edges: ends of months, minimums, interim readings; thresholds as exact fractions."""

import pytest

from services.recruitment.domain.effectiveness import IN_BOTH, Reading, Reason, Shortfall, Standing, Verdict
from services.recruitment.domain.effectiveness_sums import Category, Tally, measure_all
from tests.unit.recruitment.leavers import employment, exclusion, job, measure, person, progress, social


def in_base(shortfall: Shortfall) -> Verdict:
    return Verdict(Standing.IN_BASE, shortfall=shortfall)


def outside(reason: object) -> Verdict:
    return Verdict(Standing.EXCLUDED, reason)


def general(numerator: int, denominator: int, threshold: int = 34) -> Tally:
    return Tally(Category.GENERAL, numerator, denominator, threshold)


@pytest.mark.parametrize(
    ("ended_on", "last_day", "day_after"),
    [
        ("2021-11-30", "2022-02-28", "2022-03-01"),
        ("2023-11-30", "2024-02-29", "2024-03-01"),
        ("2022-01-31", "2022-04-30", "2022-05-01"),
        ("2022-02-28", "2022-05-28", "2022-05-29"),
        ("2022-05-31", "2022-08-31", "2022-09-01"),
    ],
)
def test_the_window_lasts_three_calendar_months_and_its_last_day_counts(ended_on, last_day, day_after):
    assert employment(person(ended_on=ended_on, employment=job(since=last_day)), as_of="2024-12-31") == IN_BOTH
    late = person(ended_on=ended_on, employment=job(since=day_after), social=progress(day_after))
    assert employment(late, as_of="2024-12-31") == in_base(Shortfall.BEGUN_AFTER_WINDOW)
    assert social(person(ended_on=ended_on, social=progress(last_day)), as_of="2024-12-31") == IN_BOTH
    assert social(late, as_of="2024-12-31") == in_base(Shortfall.OUTSIDE_WINDOW)


def test_social_progress_is_measured_from_the_day_of_leaving():
    assert social(person(social=progress("2022-05-31"))) == IN_BOTH
    assert social(person(social=progress("2022-05-30"))) == in_base(Shortfall.OUTSIDE_WINDOW)


def test_a_job_begun_before_the_end_counts_if_it_is_held_on_the_day_after():
    """Left on 31 May: a job from 1 March that ended on 31 May was three months long, yet not held on 1 June."""
    assert employment(person(employment=job(since="2022-03-01", until="2022-06-01"))) == IN_BOTH
    given_up = person(employment=job(since="2022-03-01", until="2022-05-31"))
    assert employment(given_up) == in_base(Shortfall.NOT_HELD_AFTER_LEAVING)


def test_the_minimum_of_a_job_begun_before_the_end_is_counted_from_its_own_start():
    """15 March to 14 June: three months, two weeks of them after leaving."""
    assert employment(person(employment=job(since="2022-03-15", until="2022-06-14"))) == IN_BOTH
    assert employment(person(employment=job(since="2022-03-15", until="2022-06-13"))) == in_base(Shortfall.TOO_SHORT)


@pytest.mark.parametrize(
    ("since", "enough", "too_short"),
    [
        ("2022-06-01", "2022-08-31", "2022-08-30"),
        ("2022-08-31", "2022-11-30", "2022-11-29"),  # no 31 November: the last day of the month
        ("2022-08-30", "2022-11-29", "2022-11-28"),
    ],
)
def test_a_job_that_ended_counts_if_it_lasted_three_full_months(since, enough, too_short):
    assert employment(person(employment=job(since=since, until=enough))) == IN_BOTH
    assert employment(person(employment=job(since=since, until=too_short))) == in_base(Shortfall.TOO_SHORT)


@pytest.mark.parametrize(("part", "counts"), [("1/2", True), ("2/4", True), ("499/1000", False), ("1", True)])
def test_an_employment_contract_is_at_least_half_time(part, counts):
    expected = IN_BOTH if counts else in_base(Shortfall.PART_TOO_SMALL)
    assert employment(person(employment=job(part=part))) == expected


@pytest.mark.parametrize(
    "disability", [{"disability_degree": "mild"}, {"disability_kinds": ("psychiatric",)}, {"disability_degree": "severe"}]
)
def test_with_a_disability_any_part_of_full_time_counts(disability):
    assert employment(person(employment=job(part="1/8"), **disability)) == IN_BOTH


def test_who_refused_to_tell_of_a_disability_is_measured_without_one():
    refused = person(employment=job(part="1/8"), disability_degree="refused")
    assert employment(refused) == in_base(Shortfall.PART_TOO_SMALL)


def test_the_minimum_wage_is_that_of_the_day_the_contract_was_made():
    """Made on 30 June 2023: 3 x 3490 = 10 470; made on 1 July: 3 x 3600 = 10 800. The work begins in July in both."""
    left = {"ended_on": "2023-05-31"}
    contract = {"form": "work_contract", "since": "2023-07-03", "until": "2023-07-04", "value": "10799.99"}
    in_june = person(**left, employment=job(**contract, contracted_on="2023-06-30"))
    in_july = person(**left, employment=job(**contract, contracted_on="2023-07-01"))
    assert employment(in_june, as_of="2023-12-31") == IN_BOTH
    assert employment(in_july, as_of="2023-12-31") == in_base(Shortfall.VALUE_TOO_LOW)


def test_a_work_contract_has_a_value_rule_alone_and_a_civil_contract_months_as_well():
    for_a_day = {"since": "2022-06-01", "until": "2022-06-01", "value": "9030.00"}
    assert employment(person(employment=job("work_contract", **for_a_day))) == IN_BOTH
    assert employment(person(employment=job("civil_contract", **for_a_day))) == in_base(Shortfall.TOO_SHORT)


def test_a_contract_from_before_the_table_of_minimum_wages_counts_for_nothing():
    old = person(employment=job("work_contract", contracted_on="2014-12-31", value="99999.00"))
    assert employment(old) == in_base(Shortfall.MINIMUM_WAGE_UNKNOWN)


def test_own_business_counts_unless_a_startup_grant_paid_for_it():
    assert employment(person(employment=job("self_employment", part=None))) == IN_BOTH
    granted = person(employment=job("self_employment", part=None, startup_grant=True))
    assert employment(granted) == outside("startup_grant"), "who got funds for a business is not measured"
    too_short = person(employment=job("self_employment", until="2022-08-30", part=None))
    assert employment(too_short) == in_base(Shortfall.TOO_SHORT)


@pytest.mark.parametrize(("age", "in_education", "pupil"), [(17, True, True), (18, True, False), (17, False, False)])
def test_a_pupil_is_under_18_and_in_school_on_the_day_of_the_start(age, in_education, pupil):
    found = employment(person(age=age, in_education=in_education))
    assert (found == outside(Reason.PUPIL)) is pupil


def test_leaving_for_a_job_finishes_also_against_the_path_and_counts_socially_only_along_it():
    off_the_path = person(end_reason="employment", along_path=False, employment=job(), social=progress())
    assert employment(off_the_path) == IN_BOTH
    assert social(off_the_path) == outside(Reason.NOT_ALONG_PATH)
    assert social(person(end_reason="employment", along_path=True, social=progress())) == IN_BOTH


def test_an_exclusion_counts_from_its_day_to_the_last_day_of_the_window():
    enrolled = person(exclusions=(exclusion("school_education", "2022-08-31"),))
    assert employment(enrolled).reason == "school_education"
    assert employment(enrolled, as_of="2022-08-30").reason is None
    assert employment(person(exclusions=(exclusion("school_education", "2022-09-01"),))).reason is None


def test_of_several_exclusions_the_earliest_is_told():
    both = (exclusion("school_education", "2022-07-01"), exclusion("wtz_only", "2022-06-01"))
    assert employment(person(exclusions=both)).reason == "wtz_only"


def test_facts_after_the_day_that_is_asked_for_do_not_count():
    both = person(employment=job(since="2022-06-10"), social=progress("2022-06-10"))
    assert (employment(both, as_of="2022-06-10"), social(both, as_of="2022-06-10")) == (IN_BOTH, IN_BOTH)
    assert employment(both, as_of="2022-06-09") == in_base(Shortfall.AFTER_AS_OF)
    assert social(both, as_of="2022-06-09") == in_base(Shortfall.AFTER_AS_OF)
    assert employment(both, as_of="2022-05-30") == outside(Reason.NOT_ENDED)


def test_an_interim_report_knows_both_readings():
    """Left on 31 May: on 31 August, its last day, the window is over; on the 30th it is not."""
    closed = Reading.CLOSED_WINDOWS
    assert employment(person(), as_of="2022-08-30", reading=closed) == outside(Reason.WINDOW_OPEN)
    assert social(person(), as_of="2022-08-30", reading=closed) == outside(Reason.WINDOW_OPEN)
    assert employment(person(), as_of="2022-08-30") == in_base(Shortfall.NOTHING_CONFIRMED)
    assert employment(person(), as_of="2022-08-31", reading=closed) == in_base(Shortfall.NOTHING_CONFIRMED)


def test_who_is_outside_anyway_is_not_said_to_wait_for_the_window():
    removed = person(end_reason="false_data", along_path=False)
    assert employment(removed, as_of="2022-06-01", reading=Reading.CLOSED_WINDOWS) == outside(Reason.REMOVED)


def test_a_threshold_met_exactly_is_met_and_one_person_less_misses_it():
    """17 of 50 is 34 % sharp."""
    assert (general(17, 50).percent, general(17, 50).met) == ("34.00", True)
    assert (general(16, 50).percent, general(16, 50).met) == ("32.00", False)


def test_a_percentage_that_only_rounds_up_to_the_threshold_misses_it():
    """8 499 of 25 000 is 33.996 %."""
    assert (general(8_499, 25_000).percent, general(8_499, 25_000).met) == ("34.00", False)


@pytest.mark.parametrize(
    ("numerator", "denominator", "percent"),
    [(1, 3, "33.33"), (2, 3, "66.67"), (1, 800, "0.13"), (1, 8, "12.50"), (3, 3, "100.00"), (0, 7, "0.00")],
)
def test_percentages_have_two_decimals_rounded_half_up(numerator, denominator, percent):
    """1 of 800 is 0.125 %."""
    assert general(numerator, denominator).percent == percent


def test_an_empty_base_has_no_value_and_no_verdict():
    found = measure_all([], measure())
    assert [(tally.denominator, tally.percent, tally.met) for one in found for tally in one.tallies] == [(0, None, None)] * 6


@pytest.mark.parametrize(
    ("numerator", "denominator", "few"),
    [(0, 0, False), (0, 5, False), (5, 5, False), (5, 10, False), (4, 10, True), (5, 9, True), (0, 4, True), (6, 10, True)],
)
def test_a_tally_tells_of_few_by_its_numerator_its_base_or_the_difference(numerator, denominator, few):
    assert general(numerator, denominator).tells_of_few is few
