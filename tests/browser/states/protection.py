"""Personal data of a project: until when it is kept, and erasing it."""

from tests.browser.states.state import CONFLICT, State, States, form, send

DATA, OLD, OFFICER = "/projects/{project}/personal-data", "/projects/{old}/personal-data", "data_protection_officer"
STATES: States = {
    "/projects/{project}/personal-data": (
        State("full", DATA, OFFICER),
        State("for an auditor", DATA, "auditor"),
        State("an erasure waits", OLD),
    ),
    "/projects/{project}/personal-data/retention/{way}": form(DATA + "/retention/set", OFFICER),
    "/projects/{project}/personal-data/extend": form(DATA + "/extend", OFFICER),
    "/projects/{project}/personal-data/erasures": (State("full", DATA + "/erasures", OFFICER),),
    "/projects/{project}/personal-data/erasures/propose": (
        State("full", DATA + "/erasures/propose", OFFICER),
        State("with errors, before the last day", DATA + "/erasures/propose", OFFICER, send, CONFLICT),
    ),
    "/projects/{project}/personal-data/erasures/{batch}/approve": (
        State("full", OLD + "/erasures/{erasure}/approve"),
        State("not by the same person", OLD + "/erasures/{erasure}/approve", OFFICER),
    ),
}
