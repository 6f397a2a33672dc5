"""The gateway's own operations and the roles that may call them; everything else is passed on."""

from collections.abc import Set

from fastapi.routing import APIRoute

from services.gateway import drafting, history, managing, own, sign_in
from services.gateway.installation import advance_clock, clocks, services
from services.gateway.settle import settle
from services.gateway.waiting import (
    attention,
    discard_parked,
    parked_record,
    parked_streams,
    read_models,
    replay_parked,
    settle_attention,
)
from shared.http.operations import Operations
from shared.http.roles import STAFF, Role

KEEPERS = {Role.ADMIN}
WATCHERS = {Role.ADMIN, Role.AUDITOR}

api = Operations()
api.action(sign_in.sign_in, (), sign_in.WAIT)
api.action(sign_in.sign_out, STAFF)
api.action(sign_in.sign_out_everywhere, STAFF)
api.action(own.change_password, STAFF, sign_in.WAIT)
api.action(own.enrol_second_factor, STAFF, sign_in.WAIT)
api.action(own.confirm_second_factor, STAFF)
api.action(own.create_access_token, STAFF)
api.action(own.revoke_access_token, STAFF)
api.query(own.access_tokens, STAFF)
api.action(drafting.save_draft, STAFF)
api.search(drafting.draft, STAFF)
api.action(drafting.drop_draft, STAFF)
api.action(managing.create_account, KEEPERS)
api.action(managing.change_account, KEEPERS)
api.action(managing.deactivate_account, KEEPERS)
api.action(managing.activate_account, KEEPERS)
api.action(managing.reset_password, KEEPERS)
api.action(managing.reset_second_factor, KEEPERS)
api.query(managing.accounts, WATCHERS)
api.query(history.account_history, WATCHERS)
api.query(history.sign_ins, WATCHERS)
api.action(advance_clock, {Role.ADMIN})
api.action(settle, STAFF)
api.query(clocks, STAFF)
api.query(services, {Role.ADMIN})
api.query(attention, STAFF)
api.action(settle_attention, {Role.ADMIN, Role.COORDINATOR})
api.query(read_models, {Role.ADMIN})
api.query(parked_streams, {Role.ADMIN})
api.query(parked_record, {Role.ADMIN})
api.action(replay_parked, {Role.ADMIN})
api.action(discard_parked, {Role.ADMIN})


def own_operations(roles: Set[str]) -> frozenset[str]:
    """The gateway's own operations that one of these roles may call."""
    routes = [route for route in api.router.routes if isinstance(route, APIRoute)]
    return frozenset(route.name for route in routes if not roles.isdisjoint((route.openapi_extra or {})["x-roles"]))
