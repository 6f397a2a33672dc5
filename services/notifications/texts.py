"""Texts: a planned notification in Polish words; where name and address belong stands a placeholder, filled when it is sent.

An unknown word in a template is an error (StrictUndefined), never an empty place in a letter.
"""

from datetime import date
from pathlib import Path
from typing import NamedTuple

from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from services.notifications.domain.telling import Channel, Template
from services.notifications.projections.known_activity import KnownActivity
from services.notifications.projections.known_project import KnownProject
from services.notifications.projections.notifications import PlannedNotification

ADDRESSEE = "«imię i nazwisko»"


class Text(NamedTuple):
    """What is sent: the subject, which the text repeats, and the text."""

    subject: str
    text: str


def polish_day(day: date) -> str:
    """5 April 2023 → `5 kwietnia 2023 r.`"""
    return format_date(day, "d MMMM y 'r.'", locale="pl_PL")


def text_of(told: PlannedNotification, project: KnownProject, activity: KnownActivity | None) -> Text:
    """The words of a notification; `activity` is the one of a reminder."""
    template = TEMPLATES.get_template(file_of(told.template, told.channel))
    words = {"told": told, "project": project, "activity": activity, "addressee": ADDRESSEE}
    subject = "".join(template.blocks["subject"](template.new_context(words)))
    return Text(subject.strip(), template.render(words))


def file_of(template: Template, channel: Channel) -> str:
    """The template's file, such as `decision.letter.txt.j2`."""
    return f"{template}.{channel}.txt.j2"


TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
    autoescape=False,  # noqa: S701 - plain text, not HTML
)
TEMPLATES.filters["day"] = polish_day
