"""What is known about a person as a Polish document: HTML from a template, and an accessible PDF (PDF/UA) made from it.

Codes and names of fields are shown in Polish words as far as `shared/events/labels.yaml` has them.
"""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from babel.dates import format_date, format_datetime
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from deploy.privacy.subject import Everything
from services.recruitment.rules import PURPOSES
from shared.events.labels import LABELS
from shared.kernel.clock import WARSAW

PLACE = Path(__file__).parent
POLISH = "pl_PL"
NOTHING = "–"


def field_name(name: str) -> str:
    return LABELS["fields"].get(name, name)


def shown(value: object) -> str:
    """A value of an event for a reader: no braces, no codes where there is a word."""
    match value:
        case None | "" | []:
            return NOTHING
        case bool():
            return "tak" if value else "nie"
        case str():
            parts = _parts(value)
            return LABELS["codes"].get(value, value) if parts is None else shown(parts)
        case list():
            return "; ".join(shown(one) for one in value)
        case dict():
            return ", ".join(f"{field_name(name)}: {shown(inner)}" for name, inner in value.items())
        case _:
            return str(value)


def _parts(text: str) -> dict[str, object] | None:
    """An address or a document is sealed as one text."""
    try:
        found = json.loads(text) if text.startswith("{") else None
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def day(value: date) -> str:
    return format_date(value, "long", locale=POLISH)


def moment(value: datetime) -> str:
    return format_datetime(value, "d MMMM y, HH:mm", tzinfo=WARSAW, locale=POLISH)


def short(value: UUID) -> str:
    """Enough of a random id to tell accounts apart."""
    return str(value)[:8]


PAGES = Environment(
    loader=FileSystemLoader(PLACE), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=True
)
PAGES.filters.update(field=field_name, shown=shown, day=day, moment=moment, short=short)


def as_html(everything: Everything) -> str:
    """The document, as a page that stands alone."""
    names: dict[str, Any] = {"purposes": PURPOSES, "services": LABELS["services"], "nothing": NOTHING}
    return PAGES.get_template("subject.html.j2").render(one=everything, **names)


def as_pdf(html: str) -> bytes:
    """Tagged, with a title, a language and headings, so that it can be listened to. Nothing is fetched from anywhere."""
    # Here, since it loads libraries of the system that nothing else needs.
    from weasyprint import HTML  # type: ignore[import-untyped]  # it has no stubs

    pdf: bytes = HTML(string=html, url_fetcher=_nothing).write_pdf(pdf_variant="pdf/ua-1")
    return pdf


def _nothing(url: str) -> dict[str, object]:
    raise ValueError(f"the document names an address: {url[:20]}")
