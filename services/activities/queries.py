"""What staff ask activities; people are random ids here, names are recruitment's to open."""

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import Field

from services.activities.domain.attendance import is_late
from services.activities.projections import activity_card, attendance, enrolment, issued_certificate, session_card
from services.activities.projections.activity_card import ActivitySummary
from services.activities.projections.attendance import OnTheList, RosterLine
from services.activities.projections.enrolment import Enrolled, Waiting
from services.activities.projections.issued_certificate import ListedCertificate
from services.activities.projections.session_card import UnrecordedSession
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
    recorded: int = Field(description="lines on the attendance list; 0: there is none yet")
    present: int = Field(description="people on it who were there, late ones too")


class ActivityView(ActivitySummary):
    """An activity with its people and sessions."""

    participants: list[Enrolled]
    waiting_list: list[Waiting]
    schedule: list[SessionView] = Field(description="sessions by day, cancelled ones too")
    today: date = Field(description="the business date")


class Activities(View):
    """The activities of a project."""

    items: list[ActivitySummary]
    today: date = Field(description="the business date")


class UnrecordedSessions(View):
    """Sessions that wait for their attendance list."""

    today: date
    items: list[UnrecordedSession]


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
    place: str | None
    leader: UUID | None = Field(description="the account of who leads the activity")
    on: date
    hours: Decimal = Field(description="clock hours planned")
    cancelled: bool
    today: date = Field(description="the business date")
    late: bool = Field(description="an entry made today must say why it comes only now")
    families_foreseen: bool = Field(description="family members may come along")
    families: FamiliesView
    items: list[RosterLine]


async def activity(activity: UUID, look: Looking) -> ActivityView:
    """An activity with its sessions, who has a place and who waits."""
    today = await look.today()
    summary = await activity_card.summary(look.db, activity, today)
    check_scope(look.who, summary.project)
    lists = await attendance.on_the_lists(look.db, activity)
    return ActivityView(
        **summary.model_dump(),
        participants=await enrolment.enrolled(look.db, activity),
        waiting_list=await enrolment.waiting(look.db, activity),
        schedule=[_session(card, lists.get(card.session, OnTheList())) for card in await session_card.cards(look.db, activity)],
        today=today,
    )


async def activities(project: Code, look: Looking) -> Activities:
    """The activities of a project: by their next session, then those without sessions, then what is over, the latest first."""
    check_scope(look.who, project)
    today = await look.today()
    return Activities(items=await activity_card.summaries(look.db, project, today), today=today)


async def unrecorded_sessions(
    look: Looking,
    project: Annotated[Code | None, Query(description="only of this one")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> UnrecordedSessions:
    """Sessions up to today with somebody enrolled and no attendance recorded, the oldest first.

    Of the projects that the caller's account reaches. Refused: `project_out_of_scope`.
    """
    if project is not None:
        check_scope(look.who, project)
    mine = None if look.who.projects is None else sorted(look.who.projects)
    today = await look.today()
    items = await session_card.unrecorded(look.db, today, mine if project is None else [project], limit)
    return UnrecordedSessions(today=today, items=items)


async def certificates(project: Code, look: Looking) -> Certificates:
    """The certificates of a project, by the day they were issued."""
    check_scope(look.who, project)
    return Certificates(items=await issued_certificate.certificates(look.db, project))


async def roster(session: UUID, look: Looking) -> Roster:
    """The attendance list of a session, with each person's attendance in the whole activity."""
    card = await session_card.card(look.db, session)
    check_scope(look.who, card.project)
    today = await look.today()
    summary = await activity_card.summary(look.db, card.activity, today)
    return Roster(
        session=session,
        activity=card.activity,
        project=card.project,
        title=summary.title,
        place=summary.place,
        leader=summary.leader,
        on=card.held_on,
        hours=card.hours,
        cancelled=card.cancelled,
        today=today,
        late=is_late(card.held_on, today),
        families_foreseen=summary.families,
        families=FamiliesView(adults=card.adults, children=card.children),
        items=await attendance.roster_lines(look.db, card.activity, session),
    )


def _session(card: session_card.SessionCard, listed: OnTheList) -> SessionView:
    return SessionView(
        session=card.session,
        on=card.held_on,
        hours=card.hours,
        assumption=card.assumption,
        cancelled=card.cancelled,
        adults=card.adults,
        children=card.children,
        recorded=listed.recorded,
        present=listed.present,
    )
