"""The gateway's own operations as its pages call them: judged by the same roles, read by the same models as over the API."""

from typing import TypeVar

from pydantic import BaseModel, ValidationError

from services.gateway.pages.visit import Visit
from shared.http.problems import FieldProblem, WrongFields
from shared.kernel.errors import Forbidden

M = TypeVar("M", bound=BaseModel)


def check_may(visit: Visit, operation: str) -> None:
    """May this person call it? Raises `Forbidden` (`role_missing`)."""
    if not visit.may(operation):
        raise Forbidden("role_missing", field="roles", rule=f"a role that may call {operation}")


def read_as(kind: type[M], **fields: object) -> M:
    """The command of a form. Raises `WrongFields`, which names the fields and nothing of what was typed."""
    try:
        return kind.model_validate(fields)
    except ValidationError as wrong:
        found = wrong.errors(include_url=False, include_context=False, include_input=False)
        raise WrongFields(
            [FieldProblem(field=str(one["loc"][0]), rule=one["msg"], kind=one["type"]) for one in found]
        ) from None
