"""The gateway's own operations and the roles that may call them; everything else is passed on."""

from services.gateway.installation import advance_clock, clocks
from services.gateway.settle import settle
from services.gateway.sign_in import sign_in
from services.gateway.waiting import (
    attention,
    discard_parked,
    parked_record,
    parked_streams,
    replay_parked,
    settle_attention,
)
from shared.http.operations import Operations
from shared.http.roles import STAFF, Role

api = Operations()
api.action(sign_in, ())
api.action(advance_clock, {Role.ADMIN})
api.action(settle, STAFF)
api.query(clocks, STAFF)
api.query(attention, STAFF)
api.action(settle_attention, {Role.ADMIN, Role.COORDINATOR})
api.query(parked_streams, {Role.ADMIN})
api.query(parked_record, {Role.ADMIN})
api.action(replay_parked, {Role.ADMIN})
api.action(discard_parked, {Role.ADMIN})
