"""What the demo shows of a project, as tables in Polish; people by the first eight characters of a random id."""

from collections.abc import Mapping
from typing import Any

from rich.table import Table

Answer = Mapping[str, Any]
SHORT_ID = 8
SHOWN_OF_LIST = 15
PRIORITY = {
    "multiple_exclusion": "wielokrotne wykluczenie",
    "moderate_or_severe_disability": "stopień znaczny lub umiarkowany",
    "coupled_or_mental_disability": "sprzężona lub zaburzenia psychiczne",
}
CLASSES = {"social": "społeczna", "vocational": "zawodowa", "educational": "edukacyjna", "health": "zdrowotna"}


def short(identifier: str) -> str:
    return identifier[:SHORT_ID]


def reserve_list(answer: Answer) -> Table:
    """The first places of the list."""
    items = answer["items"]
    table = Table("miejsce", "osoba", "zgłoszenie", "pierwszeństwo", "przesłanki", title="Lista rezerwowa")
    for item in items[:SHOWN_OF_LIST]:
        groups = ", ".join(PRIORITY.get(group, group) for group in item["priority_groups"])
        applied_at = item["applied_at"].replace("T", " ")[:16]
        table.add_row(str(item["place"]), short(item["application"]), applied_at, groups, str(item["premises_count"]))
    table.caption = f"pokazano {min(len(items), SHOWN_OF_LIST)} z {len(items)}"
    return table


def places(answer: Answer) -> Table:
    """The places of the group."""
    table = Table("limit", "zajęte", "zaproponowane", "wolne", "czeka", title="Miejsca w grupie docelowej")
    table.add_row(*(str(answer[key]) for key in ("limit", "taken", "offered", "free", "waiting")))
    return table


def headcount(answer: Answer, title: str) -> Table:
    """Who takes part, by sex and group, and beside it who was ever supported or has signed."""
    table = Table("", "osoby", "kobiety", "mężczyźni", title=title)
    rows = [("uczestnicy", answer), *((f"  w tym {one['target_group']}", one) for one in answer["target_groups"])]
    rows += [("kiedykolwiek objęci wsparciem", answer["ever_supported"]), ("podpisane kontrakty", answer["contracts"])]
    for label, people in rows:
        table.add_row(label, *(str(people[key]) for key in ("persons", "women", "men")))
    table.caption = f"zajęte miejsca: {answer['places_taken']}"
    return table


def supports(answer: Answer, title: str) -> Table:
    """Support by class of service."""
    table = Table("usługa o charakterze", "spotkania", "obecności", "osoby", "godziny", title=title)
    for row in answer["classes"]:
        table.add_row(CLASSES[row["service_class"]], *_given(row))
    table.add_row("razem", *_given(answer["totals"]), style="bold")
    families = answer["families"]
    table.caption = f"otoczenie: {families['adults']} dorosłych, {families['children']} dzieci"
    return table


def activities(answer: Answer, title: str) -> Table:
    """What took place in a month."""
    table = Table("dzień", "zajęcia", "uczestnicy", "dorośli", "dzieci", "godziny", title=title)
    for row in answer["activities"]:
        table.add_row(
            row["on"],
            row["title"],
            *(str(row[key]) for key in ("participants", "families_adults", "families_children", "hours")),
        )
    return table


def then_and_now(then: Answer, now: Answer, month: str) -> Table:
    """The figures of one month as they were known when it was reported, and as they are known since the corrections."""
    table = Table("", "jak wiedziano wtedy", "jak wiadomo teraz", "zmiana", title=f"{month} przed korektami i po nich")
    labels = {"persons": "uczestnicy", "women": "kobiety", "men": "mężczyźni"}
    rows = [(label, then["headcount"][key], now["headcount"][key]) for key, label in labels.items()]
    rows += [
        (label, then["supports"]["totals"][key], now["supports"]["totals"][key])
        for key, label in {"attendances": "obecności", "participants": "osoby objęte wsparciem"}.items()
    ]
    for label, before, after in rows:
        table.add_row(label, str(before), str(after), f"{after - before:+d}" if after != before else "")
    hours = (then["supports"]["totals"]["hours"], now["supports"]["totals"]["hours"])
    table.add_row("godziny wsparcia", *hours)
    return table


def why_this_place(answer: Answer) -> Table:
    """One person's place on the list, what it follows from and who stands before."""
    title = f"Dlaczego miejsce {answer['place']}: osoba {short(answer['application'])}"
    table = Table("", "", title=title, show_header=False)
    for fact in answer["facts"]:
        table.add_row(fact["label"], str(fact["value"]))
    ahead = ", ".join(f"{one['place']}. {short(one['application'])}" for one in answer["ahead"])
    table.add_row("przed tą osobą", ahead or "nikt")
    table.add_row("zasada", answer["rule"]["text"])
    table.add_row("źródło zasady", answer["rule"]["source"])
    table.add_row("z jakich zdarzeń", "\n".join(f"{one['on']} {one['title']}" for one in answer["events"]))
    return table


def _given(row: Answer) -> tuple[str, ...]:
    return tuple(str(row[key]) for key in ("sessions", "attendances", "participants", "hours"))
