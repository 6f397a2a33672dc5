"""Why somebody stands ahead: the first comparison that differs, in words."""

from services.recruitment.domain.definition import PriorityCode
from services.recruitment.domain.explain import order_of, rule_of, why_ahead
from services.recruitment.domain.places import Candidate
from tests.unit.recruitment.examples import RULES, placed

FIRST = PriorityCode.MULTIPLE_EXCLUSION


def candidate(entry: int, applied_at: str, *groups: PriorityCode, turn: int = 0) -> Candidate:
    return Candidate(placed=placed(f"candidate {entry}", applied_at, *groups, turn=turn), entry=entry)


def test_priority_weighs_more_than_time():
    later_but_first = candidate(2, "2021-02-02T09:00", FIRST)
    assert why_ahead(RULES, later_but_first, candidate(1, "2021-02-01T09:00")) == "grupa priorytetowa"


def test_among_equals_the_earlier_application_stands_ahead():
    earlier = candidate(2, "2021-02-01T08:15", FIRST)
    assert why_ahead(RULES, earlier, candidate(1, "2021-02-01T09:00", FIRST)) == "wcześniejsze zgłoszenie: 2021-02-01 08:15"


def test_in_the_same_minute_the_earlier_entry_stands_ahead():
    one, other = candidate(1, "2021-02-01T09:00"), candidate(2, "2021-02-01T09:00")
    assert why_ahead(RULES, one, other) == "wcześniejszy wpis przy zgłoszeniu w tej samej minucie"


def test_who_let_an_offer_go_by_stands_behind():
    asked, never_asked = candidate(1, "2021-02-01T09:00", FIRST, turn=1), candidate(2, "2021-02-02T09:00")
    assert why_ahead(RULES, never_asked, asked) == "nie odmówiono wcześniej przyjęcia miejsca"


def test_the_rule_is_told_in_polish_with_its_source():
    rule = rule_of(RULES)
    assert rule.code == "order_of_applications"
    assert rule.text.startswith("Osoby z grup, do których wsparcie jest adresowane w pierwszej kolejności")
    assert "wg kolejności zgłoszeń" in rule.source
    assert order_of(RULES) == ["grupa priorytetowa", "chwila zgłoszenia (co do minuty)", "kolejność wpisu"]


def test_a_project_without_priority_does_not_speak_of_it():
    plain = RULES.model_copy(update={"priority_first": False})
    assert "grup" not in rule_of(plain).text
    assert order_of(plain) == ["chwila zgłoszenia (co do minuty)", "kolejność wpisu"]
