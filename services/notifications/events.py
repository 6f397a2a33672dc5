"""What notifications writes."""

from services.notifications.domain.notification import NotificationPlanned
from shared.events.registry import Registry

EVENTS = Registry("notifications", [NotificationPlanned])
