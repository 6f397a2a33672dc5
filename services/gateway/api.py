"""The gateway's own operations and the roles that may call them; everything else is passed on."""

from services.gateway.installation import advance_clock, attention, clocks
from services.gateway.settle import settle
from services.gateway.sign_in import sign_in
from shared.http.operations import Operations
from shared.http.roles import STAFF, Role

api = Operations()
api.action(sign_in, ())
api.action(advance_clock, {Role.ADMIN})
api.action(settle, STAFF)
api.query(clocks, STAFF)
api.query(attention, STAFF)
