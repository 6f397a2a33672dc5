"""What finance does when others' events arrive: it erases whom recruitment has erased, and read models do the rest."""

from collections.abc import Mapping

from services.finance.reads import RetentionEnded, SubjectErased
from shared.bus.effects import Reaction
from shared.events.event import Event
from shared.operations.erasure import forget_project, forget_subject

REACTIONS: Mapping[type[Event], Reaction] = {SubjectErased: forget_subject, RetentionEnded: forget_project}
AT_ONCE = 500
"""None of them locks a stream."""
