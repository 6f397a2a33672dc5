"""Why somebody stands where they stand: the order of a list in words, always told from what the order really compared."""

from collections.abc import Mapping

from services.recruitment.domain.definition import Order, PlaceRules
from services.recruitment.domain.places import Ranked
from shared.events.event import Part, PublicText
from shared.kernel.ids import Code


class Rule(Part):
    """A rule as people read it, in Polish, and where it comes from."""

    code: Code
    text: PublicText
    source: PublicText


PRIORITY = "grupa priorytetowa"
APPLIED = "chwila zgłoszenia (co do minuty)"
ENTRY = "kolejność wpisu"
TEXTS: Mapping[Order, str] = {
    Order.ORDER_OF_APPLICATIONS: (
        "Miejsca przyznaje się według kolejności zgłoszeń; kto zgłosił się w tej samej minucie, stoi według kolejności "
        "wpisu. Wolne miejsce otrzymuje od razu pierwsza osoba z listy rezerwowej."
    )
}
PRIORITY_TEXT = "Osoby z grup, do których wsparcie jest adresowane w pierwszej kolejności, stoją przed pozostałymi. "
SOURCES: Mapping[Order, str] = {
    Order.ORDER_OF_APPLICATIONS: (
        "ogłoszenie o projekcie, część „Rekrutacja”: „wg kolejności zgłoszeń. Zostanie utworzona lista rezerwowa”"
    )
}


def rule_of(rules: PlaceRules) -> Rule:
    """The rule of a group's list."""
    text = (PRIORITY_TEXT if rules.priority_first else "") + TEXTS[rules.order]
    return Rule(code=rules.order.value, text=text, source=SOURCES[rules.order])


def order_of(rules: PlaceRules) -> list[str]:
    """What is compared, the weightiest first."""
    return [PRIORITY, APPLIED, ENTRY] if rules.priority_first else [APPLIED, ENTRY]


def why_ahead(rules: PlaceRules, ahead: Ranked, behind: Ranked) -> str:
    """The first comparison that put one waiting candidate before another."""
    if ahead.turn != behind.turn:
        return "nie odmówiono wcześniej przyjęcia miejsca"
    if rules.priority_first and ahead.priority and not behind.priority:
        return PRIORITY
    if ahead.applied_at < behind.applied_at:
        return f"wcześniejsze zgłoszenie: {ahead.applied_at:%Y-%m-%d %H:%M}"
    return "wcześniejszy wpis przy zgłoszeniu w tej samej minucie"
