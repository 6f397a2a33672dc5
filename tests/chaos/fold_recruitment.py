"""What recruitment must hold: projects, places, applications, participations, and what needs attention."""

from collections import Counter

from tests.chaos.fold import Expected, Participation, age
from tests.chaos.raced import Group, Raced
from tests.chaos.told import Application, Told

OPEN = ("submitted", "eligible", "waiting", "offered", "recruited", "participating")


def recruitment(told: Told, raced: Raced, taking_part: dict[str, Participation], out: Expected) -> None:
    for code in told.definitions:
        _project(told, raced, code, out)
    for who, one in told.applications.items():
        _application(who, one, raced.groups[one.group], out)
        _places(who, one, raced.groups[one.group], out)
        if one.took_place:
            _participation(who, one, raced, taking_part.get(who, Participation()), out)
    _people(told, out)
    for who, job in told.jobs.items():
        out.event("recruitment", f"outcome:{who}", "EmploymentConfirmed")
        project = told.applications[who].form["project"]
        out.row("recruitment.outcome_card", who, project, job["form"], job["since"], 0, True)
    for participation in taking_part.values():
        for (session, code), times in participation.attention.items():
            out.row("recruitment.attention", session, code, times=times)
    people = Counter(one.pesel for one in {(a.person, a.pesel): a for a in told.applications.values()}.values())
    out.must(max(people.values(), default=1) == 1, "one PESEL number belongs to two people")


def _people(told: Told, out: Expected) -> None:
    """Registered in the first project, entered in every further one."""
    known = {(one.person, one.group[0], one.sex) for one in told.applications.values()}
    for person, projects in Counter(person for person, _, _ in known).items():
        out.event("recruitment", f"person:{person}", "PersonRegistered")
        out.event("recruitment", f"person:{person}", "PersonEnteredProject", times=projects - 1)
    for one in known:
        out.row("recruitment.person_card", *one)
        out.row("recruitment.person_digest", *one[:2])


def _project(told: Told, raced: Raced, code: str, out: Expected) -> None:
    definition = told.definitions[code]
    out.event("recruitment", f"project:{code}", "ProjectOpened")
    days = definition["starts_on"], definition["ends_on"]
    out.row("recruitment.project_card", code, definition["title"], *days, definition["value"]["total"])
    for opened in definition["target_groups"]:
        key = code, opened["code"]
        group = raced.groups.get(key, Group())
        out.event("recruitment", f"places:{code}/{opened['code']}", "TargetGroupOpened")
        out.event("recruitment", f"places:{code}/{opened['code']}", "TargetGroupLimitChanged", told.limits[key])
        taken = {who for who, one in told.applications.items() if one.group == key and one.took_place and not one.gave_back}
        out.must(taken == group.taken, f"places:{code}/{opened['code']}: taken are not those of the answers")
        out.must(told.limits[key] > 0 or group.limit == opened["limit"], f"places:{code}/{opened['code']}: another limit")
        out.row("recruitment.target_group", code, opened["code"], group.limit, len(taken), 0)


def _application(who: str, one: Application, group: Group, out: Expected) -> None:
    stream = f"application:{who}"
    out.event("recruitment", stream, "ApplicationSubmitted")
    out.event("recruitment", stream, "ApplicationAssessed", int(one.eligible is not None))
    out.event("recruitment", stream, "ApplicationWithdrawn", int(one.withdrawn))


def _places(who: str, one: Application, group: Group, out: Expected) -> None:
    """What the answers say of the way to a place, and how often it was offered."""
    stream = "places:" + "/".join(one.group)
    listed = one.outcome == "reserve_list"
    offers = sum(times for (offered, _), times in group.offers.items() if offered == who)
    answered = one.accepted or one.refused or who in group.expired
    waits = listed and not (answered or one.withdrawn)
    out.must(waits == (who in group.waiting or who in group.offered), f"{stream}: {who} should {'' if waits else 'not '}wait")
    out.must(offers <= 1 and (offers == 1 or not answered), f"{stream}: {who} was offered a place {offers} times")
    out.event("recruitment", stream, "CandidatePlacedOnReserveList", int(listed))
    out.event("recruitment", stream, "ParticipantRecruited", int(one.took_place))
    out.event("recruitment", stream, "ReservePlaceOffered", offers)
    out.event("recruitment", stream, "ReservePlaceAccepted", int(one.accepted))
    out.event("recruitment", stream, "ReservePlaceRefused", int(one.refused))
    out.event("recruitment", stream, "ReservePlaceExpired", int(who in group.expired))
    out.event("recruitment", stream, "CandidateLeftReserveList", int(listed and one.withdrawn and not one.accepted))
    out.event("recruitment", stream, "PlaceReleased", int(one.gave_back))
    if waits:
        form, state = one.form, "offered" if who in group.offered else "waiting"
        premises = len(form["premises"])
        rank = form["applied_at"], one.priority, premises, 0
        out.row("recruitment.reserve", who, *one.group, state, *rank, group.offered.get(who))


def _participation(who: str, one: Application, raced: Raced, supported: Participation, out: Expected) -> None:
    stream = f"participation:{who}"
    starts = raced.starts.get(who, [])
    out.event("recruitment", stream, "ContractSigned", int(one.signed_on is not None))
    out.event("recruitment", stream, "ParticipationEnded", int(one.end is not None))
    out.event("recruitment", stream, "SupportReceived", supported.received)
    out.event("recruitment", stream, "SupportTakenBack", supported.taken_back)
    for start in starts:
        out.event("recruitment", stream, start.name)
    said = starts[-1].data["on"] if starts else None
    on = supported.started_on
    out.must(said == (on and on.isoformat()), f"{stream}: started on {said}, but the first support was on {on}")
    out.must(bool(starts) == bool(supported.received), f"{stream}: {len(starts)} starts of {supported.received} supports")
    end = one.end or {"along_path": None, "reason": None}
    out.row(
        "recruitment.participation_card",
        *(who, *one.group, one.person, one.signed_on, on, age(one.born, on), one.ended_on),
        *(end["along_path"], end["reason"], one.gave_back, supported.vocational),
    )


def statuses(told: Told, raced: Raced, taking_part: dict[str, Participation], out: Expected) -> None:
    """Where every application stands."""
    for who, one in told.applications.items():
        status = _status(who, one, raced.groups[one.group], taking_part.get(who, Participation()))
        out.row("recruitment.application_card", who, *one.group, one.person, status, status in OPEN)


def _status(who: str, one: Application, group: Group, supported: Participation) -> str:
    assessed = "submitted" if one.eligible is None else "eligible" if one.eligible else "rejected"
    ways = [
        (one.withdrawn, "withdrawn"),
        (one.end is not None, "ended"),
        (supported.started_on is not None, "participating"),
        (one.took_place, "recruited"),
        (one.refused, "offer_refused"),
        (who in group.expired, "offer_expired"),
        (who in group.offered, "offered"),
        (who in group.waiting, "waiting"),
        (True, assessed),
    ]
    return next(status for holds, status in ways if holds)
