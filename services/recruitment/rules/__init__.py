"""The rule packs of recruitment, read once from their YAML files; a pack of another shape stops the service at its start."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from services.recruitment.domain.effectiveness_rules import EffectivenessRule, MinimumWages
from shared.kernel.errors import Invalid
from shared.kernel.ids import Code

PLACE = Path(__file__).parent


def effectiveness_rule(version: Code, field: str = "version") -> EffectivenessRule:
    """The version of the rule. Raises `Invalid` (`unknown_rule_version`)."""
    found = EFFECTIVENESS.get(version)
    if found is None:
        rule = "the versions are " + ", ".join(EFFECTIVENESS)
        raise Invalid("unknown_rule_version", field=field, rule=rule, version=version)
    return found


@cache
def _read(name: str) -> Any:
    return yaml.safe_load((PLACE / f"{name}.yaml").read_text("utf-8"))


MINIMUM_WAGES = MinimumWages.model_validate(_read("minimum_wage"))
EFFECTIVENESS = {
    rule.version: rule for rule in (EffectivenessRule.model_validate(one) for one in _read("effectiveness")["versions"])
}
