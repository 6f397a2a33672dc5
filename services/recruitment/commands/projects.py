"""Opening a project: the project itself and the places of each of its target groups, in one transaction."""

from services.recruitment.domain.definition import PlaceRules, ProjectDefinition, TargetGroup
from services.recruitment.domain.places import PLACES
from services.recruitment.domain.placing import OpenGroup
from services.recruitment.domain.placing import decide as decide_on_places
from services.recruitment.domain.project import PROJECT, OpenProject, decide, rules_in_force
from services.recruitment.rules import effectiveness_rule
from shared.kernel.ids import Code
from shared.store.answer import Answer
from shared.store.transaction import Transaction


class ProjectAnswer(Answer):
    """The project that was opened."""

    project: Code


async def open_project(command: OpenProject, tx: Transaction) -> ProjectAnswer:
    """Open a project from its definition: period, money, partners, rules of recruitment, target groups with limits.

    Refused when it is open already, when its sources do not add up to the total, when a code stands twice, or when its
    effectiveness is to be measured by a version of the rule that nobody knows (`unknown_rule_version`).
    """
    definition = command.definition
    if definition.effectiveness is not None:
        effectiveness_rule(definition.effectiveness.version, "definition.effectiveness.version")
    project = await tx.load(PROJECT, definition.project)
    tx.append(project, decide(project.state, command))
    for group in definition.target_groups:
        # The project's lock guards its groups as well: none of them can exist before it.
        places = tx.create(PLACES, definition.project, group.code)
        tx.append(places, decide_on_places(places.state, _group(definition, group)))
    return ProjectAnswer(project=definition.project)


def _group(definition: ProjectDefinition, group: TargetGroup) -> OpenGroup:
    rules = rules_in_force(definition)
    return OpenGroup(
        project=definition.project,
        target_group=group.code,
        title=group.title,
        limit=group.limit,
        rules=PlaceRules(**{name: getattr(rules, name) for name in PlaceRules.model_fields}),
    )
