"""Who may do what: the written table has a row for every operation that any running application would answer, and no other."""

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts

from services.gateway.separation import incompatible
from shared.http.roles import STAFF, Role
from tests.support.answers import names_below

TABLE = Path(__file__).parents[2] / "docs" / "roles.md"
OWN_ACCOUNT = {
    *("sign_out", "sign_out_everywhere", "change_password", "enrol_second_factor", "confirm_second_factor"),
    *("create_access_token", "revoke_access_token", "save_draft", "drop_draft", "settle"),
}
"""What everybody does with an own account, and waiting until everything is quiet: commands that change nothing of a project."""

Rows = dict[tuple[str, str], frozenset[str]]


def written() -> Rows:
    """The table as a reader sees it: by service and operation the roles with a mark."""
    rows: Rows = {}
    service, roles = "", [""]
    for line in TABLE.read_text("utf-8").splitlines():
        cells = [cell.strip().strip("`") for cell in line.strip("|").split("|")]
        if line.startswith("## "):
            service = line.removeprefix("## ")
        elif line.startswith("| operation"):
            roles = cells[2:]
        elif line.startswith("| `"):
            rows[service, cells[0]] = frozenset(role for role, mark in zip(roles, cells[2:], strict=True) if mark)
    return rows


def answered(applications: dict[str, FastAPI]) -> Rows:
    """What the applications would answer, whatever it is called and wherever it was declared."""
    rows: Rows = {}
    for service, app in applications.items():
        for path, route in offered(app):
            place = "internal" if path.startswith("/internal") else service
            roles = frozenset(map(str, (route.openapi_extra or {})["x-roles"]))
            assert rows.setdefault((place, route.name), roles) == roles, f"{service} {path}"
    return rows


def offered(app: FastAPI) -> Iterator[tuple[str, APIRoute]]:
    """The operations of an application and their paths; what the gateway passes on is somebody else's."""
    for found in iter_route_contexts(app.routes):
        route, path = found.original_route, found.path or ""
        if isinstance(route, APIRoute) and {"commands", "queries"} & set(path.split("/")) and "{" not in path:
            yield path, route


def test_every_operation_of_every_service_has_its_row_and_no_row_is_left_over(applications: dict[str, FastAPI]) -> None:
    assert written() == answered(applications)


def test_every_operation_of_the_documents_has_its_row(applications: dict[str, FastAPI]) -> None:
    documented = {
        (service, operation["operationId"])
        for service, app in applications.items()
        for methods in app.openapi()["paths"].values()
        for operation in methods.values()
    }
    assert documented == {row for row in written() if row[0] != "internal"}
    assert len(documented) > 90, "all of them were looked at"


def test_only_signing_in_is_open_to_everybody() -> None:
    assert [row for row, roles in written().items() if not roles] == [("gateway", "sign_in")]


def test_an_auditor_changes_nothing(applications: dict[str, FastAPI]) -> None:
    changing = {route.name for app in applications.values() for path, route in offered(app) if "/commands/" in path}
    rows = written()
    assert {name for (_, name), roles in rows.items() if Role.AUDITOR in roles and name in changing} == OWN_ACCOUNT


SPECIAL = {
    *("premises", "premises_count", "priority", "priority_groups", "disability", "disability_degree", "disability_kinds"),
    *("labour_status", "in_education", "situations", "exclusions", "health", "addiction", "missing"),
}
"""What only recruitment knows, and tells an auditor of nobody in particular (tests/integration/recruitment/test_auditor.py)."""


def test_no_other_service_tells_an_auditor_of_somebody_s_situation(applications: dict[str, FastAPI]) -> None:
    asked, told = set(), {}
    for service, app in applications.items():
        document = app.openapi()
        for path, methods in document["paths"].items():
            (operation,) = methods.values()
            if service == "recruitment" or "/queries/" not in path or Role.AUDITOR not in operation["x-roles"]:
                continue
            asked.add((service, operation["operationId"]))
            if names := names_below(document, operation["responses"]["200"]) & SPECIAL:
                told[operation["operationId"]] = names
    assert told == {}
    assert {("activities", "roster"), ("reporting", "headcount"), ("notifications", "notification_text")} <= asked


def may(operation: str) -> set[Role]:
    """The roles that may call it."""
    return {Role(role) for (_, name), roles in written().items() if name == operation for role in roles}


def test_who_may_assess_is_no_member_of_the_commission() -> None:
    assert may("assess_application") == {Role.SOCIAL_WORKER, Role.COORDINATOR}
    assert all(incompatible(role, Role.COMMISSION_MEMBER) for role in may("assess_application"))


def test_who_gives_roles_neither_assesses_nor_spends() -> None:
    doing = may("assess_application") | may("record_expense") | may("approve_budget")
    assert may("create_account") == {Role.ADMIN}
    assert all(incompatible(Role.ADMIN, role) for role in doing)


def test_a_role_that_watches_goes_with_no_role_that_does() -> None:
    for watching in (Role.AUDITOR, Role.DATA_PROTECTION_OFFICER):
        assert all(incompatible(watching, role) and incompatible(role, watching) for role in STAFF - {watching})


def test_the_roles_that_people_of_a_small_centre_have_together_go_together() -> None:
    for one, two in combinations([Role.SOCIAL_WORKER, Role.COORDINATOR, Role.TRAINER], 2):
        assert incompatible(one, two) is None
    assert incompatible(Role.ACCOUNTANT, Role.TRAINER) is None
