"""The rule packs of recruitment, read once from their YAML files; a pack of another shape stops the service at its start."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from services.recruitment.domain.criteria import Criterion, CriterionRule
from services.recruitment.domain.effectiveness_rules import EffectivenessRule, MinimumWages
from services.recruitment.domain.retention_rules import RetentionRule
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


def known_purpose(code: str | None, field: str = "purpose") -> Code:
    """A purpose of the pack. Raises `Invalid` (`unknown_purpose`) for another one, and for none."""
    if code is None or code not in PURPOSES:
        rule = "personal data is read for a purpose, one of: " + ", ".join(PURPOSES)
        raise Invalid("unknown_purpose", field=field, rule=rule)
    return code


def retention_rule(basis: Code, field: str = "basis") -> RetentionRule:
    """The legal basis of retention. Raises `Invalid` (`unknown_basis`)."""
    found = RETENTION.get(basis)
    if found is None:
        raise Invalid("unknown_basis", field=field, rule="the bases are " + ", ".join(RETENTION), basis=basis)
    return found


@cache
def _read(name: str) -> Any:
    return yaml.safe_load((PLACE / f"{name}.yaml").read_text("utf-8"))


CRITERIA: Mapping[Criterion, CriterionRule] = {
    rule.criterion: rule for rule in (CriterionRule.model_validate(one) for one in _read("criteria")["criteria"])
}
"""What applications are assessed by."""
MINIMUM_WAGES = MinimumWages.model_validate(_read("minimum_wage"))
EFFECTIVENESS = {
    rule.version: rule for rule in (EffectivenessRule.model_validate(one) for one in _read("effectiveness")["versions"])
}
PURPOSES: Mapping[Code, str] = {one["code"]: one["label"] for one in _read("purposes")["purposes"]}
"""Why personal data may be read: codes with their Polish labels."""
DESPITE_RESTRICTION = frozenset(one["code"] for one in _read("purposes")["purposes"] if one.get("despite_restriction"))
"""The purposes for which somebody is named also where their processing is restricted."""
RETENTION = {rule.basis: rule for rule in (RetentionRule.model_validate(one) for one in _read("retention")["bases"])}
