"""As known at a moment: what was recorded later is left out of an answer."""

from typing import Annotated

from fastapi import Query
from pydantic import AwareDatetime

KnownAt = Annotated[AwareDatetime | None, Query(description="what was recorded later is left out; default: now, nothing is")]
