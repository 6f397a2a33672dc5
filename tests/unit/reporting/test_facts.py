"""From an event to a fact: one row each, with the day it is about and the moment it became known."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from services.reporting.projections.activity_fact import ACTIVITY_FACT
from services.reporting.projections.certificate_fact import CERTIFICATE_FACT
from services.reporting.projections.family_fact import FAMILY_FACT
from services.reporting.projections.participation_fact import PARTICIPATION_FACT, Kind, ParticipationFact
from services.reporting.projections.project_fact import PROJECT_FACT
from services.reporting.projections.session_fact import SESSION_FACT
from services.reporting.projections.support_fact import SUPPORT_FACT, SupportFact
from services.reporting.reactions import REACTIONS
from services.reporting.reads import (
    READS,
    AttendanceCorrected,
    ContractSigned,
    ParticipantRecruited,
    ParticipationEnded,
    ParticipationStartCorrected,
    ParticipationStarted,
    PlaceReleased,
    SexCorrected,
    WorkshopAttended,
)
from shared.events.envelope import Meta
from shared.kernel.ids import SYSTEM

PROJECT = "wszyscy-razem"
ANNA, PERSON, SESSION = UUID(int=1), UUID(int=2), UUID(int=3)
RECORDED = datetime(2022, 5, 2, 12, tzinfo=UTC)
META = Meta(
    id=UUID(int=7),
    name="any",
    version=1,
    stream="participation:1",
    sequence=4,
    effective_on=date(2022, 5, 2),
    recorded_at=RECORDED,
    correlation=UUID(int=8),
    causation=UUID(int=8),
    actor=SYSTEM,
)
PROJECTIONS = (PROJECT_FACT, PARTICIPATION_FACT, ACTIVITY_FACT, SESSION_FACT, SUPPORT_FACT, FAMILY_FACT, CERTIFICATE_FACT)
WHO = {"project": PROJECT, "participant": ANNA}


def fact(kind: Kind, day: date | None, **more: object) -> ParticipationFact:
    return ParticipationFact(
        stream="participation:1",
        sequence=4,
        project=PROJECT,
        day=day,
        recorded_at=RECORDED,
        participant=ANNA,
        kind=kind,
        **more,
    )


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (
            ParticipantRecruited(**WHO, target_group="families", person=PERSON, sex="female"),
            fact(Kind.RECRUITED, date(2022, 5, 2), person=PERSON, target_group="families", sex="female"),
        ),
        (PlaceReleased(**WHO), fact(Kind.RELEASED, date(2022, 5, 2))),
        (ContractSigned(**WHO, signed_on=date(2022, 3, 1)), fact(Kind.CONTRACT, date(2022, 3, 1))),
        (ParticipationStarted(**WHO, on=date(2022, 3, 30)), fact(Kind.STARTED, date(2022, 3, 30))),
        (
            ParticipationStartCorrected(**WHO, previous=date(2022, 3, 30), on=date(2022, 4, 4)),
            fact(Kind.START_CORRECTED, date(2022, 4, 4), previous=date(2022, 3, 30)),
        ),
        (
            ParticipationStartCorrected(**WHO, previous=date(2022, 3, 30), on=None),
            fact(Kind.START_CORRECTED, None, previous=date(2022, 3, 30)),
        ),
        (ParticipationEnded(**WHO, on=date(2022, 5, 1)), fact(Kind.ENDED, date(2022, 5, 1))),
        (
            SexCorrected(**WHO, person=PERSON, sex="male"),
            fact(Kind.SEX_CORRECTED, date(2022, 5, 2), person=PERSON, sex="male"),
        ),
    ],
    ids=lambda one: type(one).__name__,
)
def test_each_event_of_participation_becomes_one_fact(event, expected):
    assert PARTICIPATION_FACT.evolve(None, event, META) == expected


@pytest.mark.parametrize(
    ("event", "present"),
    [
        (WorkshopAttended(**WHO, session=SESSION, on=date(2022, 6, 20), hours="2.00", service_class="social"), True),
        (
            AttendanceCorrected(
                **WHO, session=SESSION, on=date(2022, 6, 20), hours="0.00", service_class="social", present=False
            ),
            False,
        ),
    ],
    ids=["attended", "corrected"],
)
def test_support_is_a_fact_of_the_sessions_day_whenever_it_was_recorded(event, present):
    assert SUPPORT_FACT.evolve(None, event, META) == SupportFact(
        stream="participation:1",
        sequence=4,
        project=PROJECT,
        day=date(2022, 6, 20),
        recorded_at=RECORDED,
        session=SESSION,
        participant=ANNA,
        service_class="social",
        present=present,
        hours=Decimal("2.00") if present else Decimal("0.00"),
    )


@pytest.mark.parametrize("kind", sorted(READS.events.values() - REACTIONS.keys(), key=str), ids=lambda kind: kind.__name__)
def test_each_event_that_is_read_is_a_fact_of_exactly_one_table(kind):
    event = kind.model_construct()

    keys = [projection.key(event, META) for projection in PROJECTIONS]

    assert [key for key in keys if key is not None] == [("participation:1", 4)]
