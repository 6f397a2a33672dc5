"""Reports, effectiveness and audit."""

from tests.browser.states.state import FORBIDDEN, NOT_FOUND, WRONG, State, States

REPORTS, EFFECTIVENESS = "/projects/{project}/reports", "/projects/{project}/effectiveness"
PERIOD = "?since.day=1&since.month=1&since.year=2023&until.day=30&until.month=6&until.year=2023"
FIRST = "?since.day=1&since.month=1&since.year=2021&until.day=31&until.month=3&until.year=2021"
WRONG_WAY = "?since.day=2&since.month=2&since.year=2023&until.day=1&until.month=2&until.year=2023"
STATES: States = {
    "/projects/{project}/reports": (
        State("full", REPORTS + PERIOD),
        State("small groups masked", REPORTS + PERIOD, "accountant"),
        State("as it was known", REPORTS + PERIOD + "&known.day=1&known.month=1&known.year=2020", "auditor"),
        State("nothing submitted", "/projects/{second}/reports"),
        State("with errors", REPORTS + WRONG_WAY, status=WRONG),
    ),
    "/projects/{project}/reports/submitted/{report}": (
        State("full", REPORTS + "/submitted/{report}"),
        State("small groups masked", REPORTS + "/submitted/{report}", "accountant"),
    ),
    "/projects/{project}/reports/submit": (
        State("full", REPORTS + "/submit" + PERIOD),
        State("of a period that was reported", REPORTS + "/submit" + FIRST),
        State("with errors", REPORTS + "/submit" + WRONG_WAY, status=WRONG),
    ),
    "/projects/{project}/reports/why/people": (
        State("full", REPORTS + "/why/people" + PERIOD),
        State("for who may not", REPORTS + "/why/people", "accountant", status=FORBIDDEN),
    ),
    "/projects/{project}/reports/why/money": (
        State("full", REPORTS + "/why/money" + PERIOD),
        State("nothing", "/projects/{second}/reports/why/money" + PERIOD),
    ),
    "/projects/{project}/effectiveness": (
        State("full", EFFECTIVENESS),
        State("with names", EFFECTIVENESS + "?named=yes", "social_worker"),
        State("without lists", EFFECTIVENESS, "accountant"),
        State("nobody yet", "/projects/{second}/effectiveness"),
        State("with errors", EFFECTIVENESS + "?as_of.day=31&as_of.month=2&as_of.year=2021", status=WRONG),
    ),
    "/projects/{project}/effectiveness/{participant}": (State("full", EFFECTIVENESS + "/{ended}"),),
    "/audit": (
        State("full", "/audit?object={ended}", "auditor"),
        State("empty", "/audit", "auditor"),
        State("nothing", "/audit?object=none", "auditor"),
        State("with errors", "/audit?object=%22", "auditor", status=WRONG),
    ),
    "/audit/people": (
        State("full", "/audit/people", "auditor"),
        State("with errors", "/audit/people?person=x", "auditor", status=WRONG),
    ),
    "/audit/people/{person}": (
        State("full", "/audit/people/{signed_person}", "auditor"),
        State("there is none", "/audit/people/{nobody}", "auditor", status=NOT_FOUND),
    ),
    "/audit/log": (State("full", "/audit/log", "auditor"),),
    "/audit/sign-ins": (
        State("full", "/audit/sign-ins", "auditor"),
        State("of one account", "/audit/sign-ins?account={account}", "auditor"),
    ),
}
