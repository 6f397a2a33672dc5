"""What notifications writes."""

from services.notifications.domain.meeting import SessionCalledOff, SessionReminded
from services.notifications.domain.notification import NotificationPlanned, NotificationWithdrawn
from shared.events.registry import Registry

EVENTS = Registry("notifications", [NotificationPlanned, NotificationWithdrawn, SessionReminded, SessionCalledOff])
