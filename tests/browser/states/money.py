"""The budget and the documents."""

from tests.browser.states.state import WRONG, State, States, form

BUDGET, EXPENSES, DOCUMENT = "/projects/{project}/budget", "/projects/{project}/expenses", "/expenses/{document}"
COMMITMENTS = "/projects/{project}/commitments"
STATES: States = {
    "/projects/{project}/budget": (
        State("full", BUDGET, "accountant"),
        State("none approved yet", "/projects/{second}/budget", "accountant"),
        State("before it began", BUDGET + "?as_of.day=1&as_of.month=1&as_of.year=2000", "accountant"),
        State("with errors", BUDGET + "?as_of.day=31&as_of.month=2&as_of.year=2021", "accountant", status=WRONG),
    ),
    "/projects/{project}/budget/lines/{line}": (State("full", BUDGET + "/lines/4.1", "accountant"),),
    "/projects/{project}/budget/plan": (
        *form(BUDGET + "/plan", "accountant"),
        State("the first one", "/projects/{second}/budget/plan", "accountant"),
    ),
    "/projects/{project}/budget/versions": (State("full", BUDGET + "/versions", "accountant"),),
    "/projects/{project}/commitments": (
        State("full", COMMITMENTS, "accountant"),
        State("nothing", "/projects/{second}/commitments", "auditor"),
    ),
    "/projects/{project}/commitments/new": form(COMMITMENTS + "/new", "accountant"),
    "/projects/{project}/commitments/{commitment}/release": form(COMMITMENTS + "/{commitment}/release", "accountant"),
    "/projects/{project}/suppliers/person": form("/projects/{project}/suppliers/person"),
    "/projects/{project}/expenses": (
        State("full", EXPENSES, "accountant"),
        State("nothing", EXPENSES + "?line=none", "accountant"),
    ),
    "/projects/{project}/expenses/new": form(EXPENSES + "/new", "accountant"),
    "/expenses/{document}": (
        State("full", DOCUMENT, "accountant"),
        State("for an auditor", DOCUMENT, "auditor"),
    ),
    "/expenses/{document}/pay": form(DOCUMENT + "/pay", "accountant"),
    "/expenses/{document}/ineligible": form(DOCUMENT + "/ineligible", "accountant"),
    "/expenses/{document}/correct": form(DOCUMENT + "/correct", "accountant"),
}
