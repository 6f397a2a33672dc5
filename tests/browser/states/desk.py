"""Today, the project, what needs attention, backstage and the accounts."""

from tests.browser.states.state import FORBIDDEN, NOT_FOUND, WRONG, State, States, filling, form

ATTENTION, PARKED = "/attention/finance/{attention}", "/backstage/parked/finance/{parked}"
LIMIT, ACCOUNT = "/projects/{second}/groups/{second_group}/limit", "/backstage/accounts/{account}"
STATES: States = {
    "/": (
        State("full", "/"),
        State("of a social worker", "/", "social_worker"),
        State("of a trainer", "/", "trainer"),
        State("of the officer", "/", "data_protection_officer"),
        State("one kind", "/?kind=assessment"),
        State("documents missing", "/?kind=documents"),
        State("nothing waits", "/", "accountant"),
    ),
    "/attention": (State("full", "/attention"), State("nothing settled yet", "/attention?settled=1")),
    "/attention/{service}/{number}": (*form(ATTENTION), State("for who only reads", ATTENTION, "trainer")),
    "/projects/{project}": (
        State("full", "/projects/{second}"),
        State("at its end", "/projects/{project}"),
        State("for an accountant", "/projects/{project}", "accountant"),
        State("there is none", "/projects/none", status=NOT_FOUND),
    ),
    "/projects/{project}/groups/{group}/limit": form(LIMIT),
    "/backstage": (
        State("full", "/backstage", "admin"),
        State("for who may not", "/backstage", "trainer", status=FORBIDDEN),
    ),
    "/backstage/parked/{service}/{record}": (State("full", PARKED, "admin"),),
    "/backstage/parked/{service}/{record}/discard": form(PARKED + "/discard", "admin"),
    "/backstage/accounts": (State("full", "/backstage/accounts", "admin"),),
    "/backstage/accounts/new": form("/backstage/accounts/new", "admin"),
    "/backstage/accounts/{account}": (State("full", ACCOUNT, "admin"),),
    "/backstage/accounts/{account}/change": (
        State("full", ACCOUNT + "/change", "admin"),
        State("with errors", ACCOUNT + "/change", "admin", filling({"name": ""}), WRONG),
    ),
    "/backstage/accounts/{account}/{act}": (
        State("full", ACCOUNT + "/deactivate", "admin"),
        State("another password", ACCOUNT + "/password", "admin"),
    ),
}
