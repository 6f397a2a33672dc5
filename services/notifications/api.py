"""The operations of notifications and the roles that may call them."""

from services.notifications.projections.notifications import notifications
from shared.http.operations import Operations
from shared.http.roles import Role

api = Operations()
api.query(notifications, {Role.SOCIAL_WORKER, Role.COORDINATOR, Role.AUDITOR, Role.ADMIN})
