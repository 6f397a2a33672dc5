"""What staff ask activities; people are random ids here, names are recruitment's to open."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from pydantic import Field

from services.activities.projections import activity_card, attendance, enrolment, issued_certificate, session_card
from services.activities.projections.activity_card import ActivitySummary
from services.activities.projections.attendance import RosterLine
from services.activities.projections.enrolment import Enrolled, Waiting
from services.activities.projections.issued_certificate import ListedCertificate
from shared.http.operations import Looking
from shared.http.scope import check_scope
from shared.kernel.command import View
from shared.kernel.ids import Code


class SessionView(View):
    """One session of an activity."""

    session: UUID
    on: date
    hours: Decimal = Field(description="clock hours planned")
    assumption: str | None = Field(description="what the source of the date or duration left open")
    cancelled: bool
    adults: int = Field(description="adult family members who came along")
    children: int = Field(description="children of the families who came along")


class ActivityView(ActivitySummary):
    """An activity with its people and sessions."""

    participants: list[Enrolled]
    waiting_list: list[Waiting]
    schedule: list[SessionView] = Field(description="sessions by day, cancelled ones too")


class Activities(View):
    """The activities of a project."""

    items: list[ActivitySummary]


class Certificates(View):
    """The certificates of a project."""

    items: list[ListedCertificate]


class FamiliesView(View):
    """Family members who came along."""

    adults: int
    children: int


class Roster(View):
    """The attendance list of a session."""

    session: UUID
    activity: UUID
    project: str
    title: str
    on: date
    hours: Decimal = Field(description="clock hours planned")
    cancelled: bool
    families: FamiliesView
    items: list[RosterLine]


async def activity(activity: UUID, look: Looking) -> ActivityView:
    """An activity with its sessions, who has a place and who waits."""
    summary = await activity_card.summary(look.db, activity)
    check_scope(look.who, summary.project)
    return ActivityView(
        **summary.model_dump(),
        participants=await enrolment.enrolled(look.db, activity),
        waiting_list=await enrolment.waiting(look.db, activity),
        schedule=[_session(card) for card in await session_card.cards(look.db, activity)],
    )


async def activities(project: Code, look: Looking) -> Activities:
    """The activities of a project, by the day of their first session."""
    check_scope(look.who, project)
    return Activities(items=await activity_card.summaries(look.db, project))


async def certificates(project: Code, look: Looking) -> Certificates:
    """The certificates of a project, by the day they were issued."""
    check_scope(look.who, project)
    return Certificates(items=await issued_certificate.certificates(look.db, project))


async def roster(session: UUID, look: Looking) -> Roster:
    """The attendance list of a session, with each person's attendance in the whole activity."""
    card = await session_card.card(look.db, session)
    check_scope(look.who, card.project)
    summary = await activity_card.summary(look.db, card.activity)
    return Roster(
        session=session,
        activity=card.activity,
        project=card.project,
        title=summary.title,
        on=card.held_on,
        hours=card.hours,
        cancelled=card.cancelled,
        families=FamiliesView(adults=card.adults, children=card.children),
        items=await attendance.roster_lines(look.db, card.activity, session),
    )


def _session(card: session_card.SessionCard) -> SessionView:
    return SessionView(
        session=card.session,
        on=card.held_on,
        hours=card.hours,
        assumption=card.assumption,
        cancelled=card.cancelled,
        adults=card.adults,
        children=card.children,
    )
