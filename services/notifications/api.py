"""The operations of notifications and the roles that may call them."""

from services.notifications import queries
from shared.http.operations import Operations
from shared.http.roles import Role

READERS = {Role.SOCIAL_WORKER, Role.COORDINATOR, Role.AUDITOR, Role.ADMIN}

api = Operations()
api.query(queries.notifications, READERS)
api.query(queries.notification_text, READERS)
