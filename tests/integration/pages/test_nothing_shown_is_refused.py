"""Whoever signs in, as whatever role: every link on a page opens, and every form is one the role may send.

Starting from the first page, each role follows what is shown to it. A form is not sent: the operations behind it are named
here, and docs/roles.md, by which the services judge, says who may call them.
"""

import re
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest

from deploy.cli.roles import everything
from shared.http.roles import STAFF, Role
from tests.integration.pages.everything import played
from tests.support.addresses import FORM_ROUTES, ROUTES, route_of
from tests.support.centre import House
from tests.support.reception import Browser

OFTEN: Mapping[str, int] = {
    "/applications/{application}": 9,
    "/people/{person}": 9,
    "/expenses/{document}": 2,
    "/sessions/{session}/attendance": 3,
    "/backstage/accounts/{account}": 3,
}
"""How many pages of one route a role opens: people stand at different steps. Of all others one."""
ELSEWHERE = ("/static/", "/language/", "/look/", "/sign-out", "/session", "/openapi.json")
OWN = ()
"""A form about the person's own session or drafts."""
FORMS: Mapping[str, tuple[str, ...]] = {
    "/account/password": ("change_password",),
    "/account/second-factor": ("enrol_second_factor",),
    "/account/second-factor/confirm": ("confirm_second_factor",),
    "/account/tokens": ("create_access_token",),
    "/account/tokens/{token}/revoke": ("revoke_access_token",),
    "/activities/{activity}/certificates/new": ("issue_certificate",),
    "/activities/{activity}/enrol": ("enrol",),
    "/activities/{activity}/participants/{participant}/leave": ("cancel_enrolment",),
    "/activities/{activity}/sessions/new": ("schedule_session",),
    "/applications/{application}": ("recruit_candidate",),
    "/applications/{application}/appeal": ("appeal_assessment",),
    "/applications/{application}/appeal/decide": ("decide_appeal",),
    "/applications/{application}/assess": ("assess_by_criteria",),
    "/applications/{application}/contract": ("sign_contract",),
    "/applications/{application}/employment": ("confirm_employment",),
    "/applications/{application}/end": ("end_participation",),
    "/applications/{application}/exclusion": ("record_exclusion",),
    "/applications/{application}/offer": ("accept_offer", "refuse_offer"),
    "/applications/{application}/situation": ("record_situation",),
    "/applications/{application}/social-effect": ("confirm_social_effect",),
    "/applications/{application}/withdraw": ("withdraw_application",),
    "/attention/{service}/{number}": ("settle_attention",),
    "/backstage/accounts/new": ("create_account",),
    "/drafts/drop": ("drop_draft",),
    "/backstage/accounts/{account}/change": ("change_account",),
    "/backstage/accounts/{account}/{act}": (
        *("activate_account", "deactivate_account", "reset_password", "reset_second_factor", "sign_out_everywhere"),
    ),
    "/backstage/parked/{service}/{record}": ("replay_parked",),
    "/backstage/parked/{service}/{record}/discard": ("discard_parked",),
    "/expenses/{document}/approve": ("approve_expense",),
    "/expenses/{document}/correct": ("correct_expense",),
    "/expenses/{document}/ineligible": ("declare_ineligible",),
    "/expenses/{document}/pay": ("pay_expense",),
    "/people": ("find_people", "find_by_pesel"),
    "/people/{person}/case-worker": ("assign_case_worker",),
    "/people/{person}/correct": ("correct_person",),
    "/people/{person}/data": ("person",),
    "/people/{person}/family": ("register_person",),
    "/people/{person}/history": ("timeline",),
    "/people/{person}/merge/{other}": ("merge_persons",),
    "/people/{person}/request": ("record_subject_request",),
    "/people/{person}/unmerge": ("unmerge_persons",),
    "/projects/{project}/activities/new": ("plan_activity",),
    "/projects/{project}/budget/plan": ("approve_budget", "revise_budget"),
    "/projects/{project}/commitments/new": ("commit_money",),
    "/projects/{project}/commitments/{commitment}/release": ("release_commitment",),
    "/projects/{project}/expenses/new": ("record_expense", "register_supplier"),
    "/projects/{project}/groups/{group}/limit": ("change_group_limit",),
    "/projects/{project}/personal-data/erasures/propose": ("propose_erasure",),
    "/projects/{project}/personal-data/erasures/{batch}/approve": ("approve_erasure",),
    "/projects/{project}/personal-data/extend": ("extend_retention",),
    "/projects/{project}/personal-data/retention/{way}": ("set_retention", "propose_shorter_retention"),
    "/projects/{project}/personal-data/{deed}": ("approve_shorter_retention", "suspend_retention", "resume_retention"),
    "/projects/{project}/recruitment": ("find_people",),
    "/projects/{project}/recruitment/apply": ("submit_application",),
    "/projects/{project}/recruitment/apply/{intake}": ("submit_application",),
    "/projects/{project}/recruitment/apply/{intake}/check": ("submit_application",),
    "/projects/{project}/recruitment/apply/{intake}/person/pesel": ("pesel_says",),
    "/projects/{project}/recruitment/apply/{intake}/{step}": ("submit_application",),
    "/projects/{project}/reports/submit": ("submit_report",),
    "/projects/{project}/suppliers/person": ("register_person", "register_supplier"),
    "/session/stay": OWN,
    "/sessions/{session}/attendance": ("record_attendance",),
    "/sessions/{session}/attendance/settle": ("record_attendance", "correct_attendance"),
    "/sessions/{session}/attendance/{participant}": ("correct_attendance",),
    "/sessions/{session}/cancel": ("cancel_session",),
    "/sign-in": ("sign_in",),
    "/sign-in/code": ("sign_in",),
    "/sign-in/new-password": ("change_password",),
    "/sign-out": OWN,
    "/subject-requests/{request}/{deed}": ("answer_subject_request", "refuse_subject_request", "lift_restriction"),
    "/wzornik": OWN,
}
NOT_MET = {
    *("/sign-in/code", "/sign-in/new-password", "/account/tokens/{token}/revoke"),
    *("/attention/{service}/{number}", "/backstage/parked/{service}/{record}", "/backstage/parked/{service}/{record}/discard"),
    *("/applications/{application}/appeal", "/applications/{application}/contract", "/people/{person}/merge/{other}"),
    *("/audit/history.csv", "/audit/people/{person}", "/backstage/accounts/{account}/{act}"),
    *("/projects/{project}/commitments/{commitment}/release", "/projects/{project}/suppliers/person"),
    *("/projects/{project}/personal-data/extend", "/projects/{project}/personal-data/erasures/{batch}/approve"),
    *("/projects/{project}/recruitment/apply/{intake}", "/projects/{project}/recruitment/apply/{intake}/{step}"),
}
"""Pages that nobody comes to by links in this project: a form leads there, or what they are about does not happen in it."""


MAY = {row.operation: row.roles for rows in everything().values() for row in rows}


class _Page(HTMLParser):
    """Where a page leads: addresses to follow, and where its forms are sent."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attributes}
        if tag == "a":
            self.links.append(has.get("href", ""))
        if "hx-get" in has:
            self.links.append(has["hx-get"])
        if tag == "form":
            (self.forms if has.get("method") == "post" else self.links).append(has.get("action", ""))
        if "formaction" in has:
            self.forms.append(has["formaction"])

    def leads_to(self) -> Iterator[str]:
        for link in self.links:
            place = link.partition("#")[0]
            if place.startswith("/") and not place.startswith(ELSEWHERE):
                yield place


class Walk:
    """One person's way through the house."""

    def __init__(self, role: Role, browser: Browser) -> None:
        self.role = role
        self.browser = browser
        self.opened: Counter[str] = Counter()
        self.refused: list[str] = []

    async def go(self) -> None:
        """From the first page on, until nothing new is shown."""
        waiting, known = deque([("", "/")]), {"/"}
        while waiting:
            shown_on, place = waiting.popleft()
            route = route_of("GET", urlsplit(place).path)
            if self.opened[route] >= OFTEN.get(route, 1):
                continue
            self.opened[route] += 1
            new = [one for one in await self.open(shown_on, place) if one not in known]
            known.update(new)
            waiting.extend((place, one) for one in new)

    async def open(self, shown_on: str, place: str) -> list[str]:
        """Where the page leads; what does not open, or is not to be sent, is noted."""
        answer = await self.browser.get(place)
        if answer.status_code == 303:
            return [answer.headers["location"]]
        if answer.status_code != 200:
            self.refused.append(f"{self.role}: {place} on {shown_on} answers {answer.status_code}")
            return []
        if "text/html" not in answer.headers["content-type"]:
            return []
        page = _Page(answer.text)
        self.refused += [f"{self.role}: form {one} on {place}" for one in page.forms if not self.may_send(one)]
        return list(page.leads_to())

    def may_send(self, action: str) -> bool:
        return all(not MAY[one] or self.role in MAY[one] for one in FORMS[route_of("POST", urlsplit(action).path)])


@pytest.fixture(scope="module")
async def walks(whole: House) -> list[Walk]:
    """What each role finds."""
    await played(whole.services)
    made = []
    for role in sorted(STAFF):
        async with whole.staff(f"r.{re.sub('_', '-', role)}", role) as browser:
            walk = Walk(role, browser)
            await walk.go()
            made.append(walk)
    return made


def test_every_form_names_its_operations() -> None:
    assert FORMS.keys() == FORM_ROUTES
    assert {one for operations in FORMS.values() for one in operations} <= MAY.keys()


async def test_no_role_is_shown_what_it_may_not_do(walks: list[Walk]) -> None:
    refused = [one for walk in walks for one in walk.refused]
    assert refused == [], "\n".join(refused)


async def test_every_page_is_opened_by_somebody(walks: list[Walk]) -> None:
    opened = {route for walk in walks for route in walk.opened}
    pages = {path for method, path, _ in ROUTES if method == "GET" and not path.startswith(ELSEWHERE)}
    assert pages - opened <= NOT_MET, "\n".join(sorted(pages - opened - NOT_MET))
