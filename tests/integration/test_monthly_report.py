"""Supports and monthly reports on real PostgreSQL: what was given in a period, as it was known at a moment."""

from decimal import Decimal

import pytest

from services.reporting import queries
from tests.support.reporting import ANNA, BEATA, CZESLAW, Told, day, moment, told_on


@pytest.fixture
async def told(fresh_database) -> Told:
    return await told_on(fresh_database)


async def test_supports_are_counted_by_class_and_hours_are_those_of_people(told):
    """Cinema: Anna and Beata, 2 h each. Course: Anna 5 h of 6. In June: 3 attendances, 2 people, 9 hours."""
    told.session("kino", "06-20")
    told.session("kurs", "06-21", "Kurs", "6.00")
    told.attended(ANNA, "kino", "06-20")
    told.attended(BEATA, "kino", "06-20")
    told.attended(ANNA, "kurs", "06-21", hours="5.00", service_class="vocational")
    told.families("kino", "06-20", adults=1, children=4)
    await told.to_reporting()

    answer = (await told.ask(queries.supports, since=day("06-01"), until=day("06-30"))).model_dump(mode="json")

    social, vocational = answer["classes"]
    assert social == {"service_class": "social", "sessions": 1, "attendances": 2, "participants": 2, "hours": "4.00"}
    assert vocational == {"service_class": "vocational", "sessions": 1, "attendances": 1, "participants": 1, "hours": "5.00"}
    assert answer["totals"] == {"sessions": 2, "attendances": 3, "participants": 2, "hours": "9.00"}
    assert answer["families"] == {"adults": 1, "children": 4}


async def test_the_first_and_last_day_of_a_period_belong_to_it(told):
    for name, on in (("a", "05-31"), ("b", "06-01"), ("c", "06-30"), ("d", "07-01")):
        told.session(name, on)
        told.attended(ANNA, name, on)
    await told.to_reporting()

    answer = await told.ask(queries.supports, since=day("06-01"), until=day("06-30"))

    assert answer.totals.sessions == 2


async def test_corrected_attendance_changes_a_past_month_only_for_what_was_known_afterwards(told):
    told.session("kino", "06-20")
    told.attended(ANNA, "kino", "06-20")
    told.attendance_corrected(ANNA, "kino", "06-20", "07-05 12", hours="0.00")
    await told.to_reporting()
    june = {"since": day("06-01"), "until": day("06-30")}

    reported = await told.ask(queries.supports, **june, known_at=moment("07-01 00"))
    today = await told.ask(queries.supports, **june)

    assert (reported.totals.attendances, reported.totals.hours) == (1, Decimal("2.00"))
    assert (today.totals.sessions, today.totals.attendances, today.totals.hours) == (0, 0, Decimal("0.00"))


async def test_the_last_of_several_corrections_counts(told):
    told.session("kino", "06-20")
    told.attended(ANNA, "kino", "06-20")
    told.attendance_corrected(ANNA, "kino", "06-20", "07-05 12", hours="0.00")
    told.attendance_corrected(ANNA, "kino", "06-20", "07-05 12", hours="1.50")
    await told.to_reporting()

    answer = await told.ask(queries.supports, since=day("06-20"), until=day("06-20"))

    assert answer.totals.hours == Decimal("1.50")


async def test_a_monthly_report_holds_the_last_days_headcount_supports_and_what_took_place(told):
    for who in (ANNA, BEATA, CZESLAW):
        told.recruited(who, "02-01")
        told.started(who, "06-10")
    told.ended(CZESLAW, "06-29")
    told.session("zoo", "06-22", "Wycieczka do Wrocławia", "9.00")
    told.session("kino", "06-20")
    told.session("empty", "06-25", "Nikt nie przyszedł")
    told.attended(ANNA, "zoo", "06-22", hours="9.00")
    told.attended(CZESLAW, "zoo", "06-22", hours="9.00")
    told.attended(BEATA, "kino", "06-20")
    told.families("zoo", "06-22", adults=2, children=5)
    await told.to_reporting()

    report = (await told.ask(queries.monthly_report, month="2022-06")).model_dump(mode="json")

    assert (report["headcount"]["as_of"], report["headcount"]["persons"]) == ("2022-06-30", 2)
    assert report["supports"]["totals"] == {"sessions": 2, "attendances": 3, "participants": 3, "hours": "20.00"}
    assert report["activities"] == [
        {
            "on": "2022-06-20",
            "title": "Kino",
            "participants": 1,
            "families_adults": 0,
            "families_children": 0,
            "hours": "2.00",
            "person_hours": "2.00",
        },
        {
            "on": "2022-06-22",
            "title": "Wycieczka do Wrocławia",
            "participants": 2,
            "families_adults": 2,
            "families_children": 5,
            "hours": "9.00",
            "person_hours": "18.00",
        },
    ]
