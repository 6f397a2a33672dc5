"""The menu: the parts of the house that a person's roles open, of the project that the person works in."""

from collections.abc import Iterator
from typing import NamedTuple

from services.gateway.pages.visit import Visit


class Part(NamedTuple):
    """A part of the house. `operation`: what a role must be able to call for the part to be shown.

    `more`: the beginning of other addresses that belong to it.
    """

    text: str
    place: str
    operation: str | None = None
    more: str = ""


class Entry(NamedTuple):
    """A line of the menu; `here`: the page shown belongs to it."""

    text: str
    place: str
    here: bool


PARTS = (
    Part("Today", "/"),
    Part("Project", "/projects/{}", "project"),
    Part("Recruitment", "/projects/{}/recruitment", "reserve_list"),
    Part("Appeals", "/projects/{}/recruitment/appeals", "decide_appeal"),
    Part("People", "/people", "find_people"),
    Part("Activities", "/projects/{}/activities", "activities"),
    Part("Budget", "/projects/{}/budget", "budget", "/projects/{}/expenses"),
    Part("Reports", "/projects/{}/reports", "periodic_report"),
    Part("Effectiveness", "/projects/{}/effectiveness", "effectiveness"),
    Part("Personal data", "/projects/{}/personal-data", "retention"),
    Part("Requests about data", "/subject-requests", "subject_requests"),
    Part("Audit", "/audit", "access_log"),
    Part("Backstage", "/backstage", "parked_streams"),
)


def menu(visit: Visit) -> list[Entry]:
    """What this person may open; parts of a project only when one was chosen."""
    return list(_entries(visit)) if visit.open else []


def _entries(visit: Visit) -> Iterator[Entry]:
    path = visit.request.url.path
    here = max(PARTS, key=lambda part: _covers(part, visit.project, path))
    for part in PARTS:
        if (part.operation is None or visit.may(part.operation)) and (visit.project or "{}" not in part.place):
            is_here = part == here and _covers(part, visit.project, path) > 0
            yield Entry(part.text, part.place.format(visit.project), is_here)


def _covers(part: Part, project: str | None, path: str) -> int:
    """How much of the path belongs to the part."""
    return max(_depth(place.format(project), path) for place in (part.place, part.more) if place)


def _depth(place: str, path: str) -> int:
    """How much of the path the place covers; the first page is no part of any other."""
    if place == "/":
        return int(path == place)
    return len(place) if f"{path}/".startswith(f"{place}/") else 0
