"""One document out of many: nothing is lost, no name means two things."""

import copy
from typing import Any

import pytest

from services.gateway.document import TwoOwners, merged, owners

Document = dict[str, Any]


def ref(name: str) -> Document:
    return {"$ref": f"#/components/schemas/{name}"}


def operation(name: str, answer: str, roles: list[str]) -> Document:
    return {
        "operationId": name,
        "x-roles": roles,
        "responses": {"200": {"description": "ok", "content": {"application/json": {"schema": ref(answer)}}}},
    }


def document(title: str, paths: Document, **schemas: Document) -> Document:
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": "1"},
        "paths": paths,
        "components": {"schemas": schemas},
    }


def query(name: str, answer: str, roles: list[str] | None = None) -> Document:
    return {f"/queries/{name}": {"get": operation(name, answer, roles or ["auditor"])}}


def answer_of(whole: Document, path: str) -> str:
    """The schema a query's answer refers to."""
    schema = whole["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    return schema["$ref"].removeprefix("#/components/schemas/")


OWN = document("Kładka", {"/commands/sign_in": {"post": operation("sign_in", "Token", [])}}, Token={"type": "string"})
PROBLEM = {"type": "object", "properties": {"code": {"type": "string"}}}


def test_an_equal_schema_of_two_services_is_shared() -> None:
    left = document("left", query("a", "Problem"), Problem=PROBLEM)
    right = document("right", query("b", "Problem"), Problem=PROBLEM)
    whole = merged(OWN, {"left": left, "right": right})
    assert set(whole["components"]["schemas"]) == {"Token", "Problem"}
    assert answer_of(whole, "/queries/a") == answer_of(whole, "/queries/b") == "Problem"


def test_schemas_that_differ_under_one_name_get_their_services_as_prefix() -> None:
    left = document("left", query("a", "Row"), Row={"type": "string"})
    right = document("right", query("b", "Row"), Row={"type": "integer"})
    whole = merged(OWN, {"left": left, "right": right})
    assert answer_of(whole, "/queries/a") == "left_Row"
    assert answer_of(whole, "/queries/b") == "right_Row"
    assert whole["components"]["schemas"]["left_Row"] == {"type": "string"}
    assert whole["components"]["schemas"]["right_Row"] == {"type": "integer"}


def test_an_equal_schema_that_refers_to_different_ones_is_not_shared() -> None:
    page = {"type": "array", "items": ref("Row")}
    left = document("left", query("a", "Page"), Page=page, Row={"type": "string"})
    right = document("right", query("b", "Page"), Page=page, Row={"type": "integer"})
    whole = merged(OWN, {"left": left, "right": right})
    assert answer_of(whole, "/queries/a") == "left_Page"
    assert whole["components"]["schemas"]["left_Page"]["items"] == ref("left_Row")
    assert whole["components"]["schemas"]["right_Page"]["items"] == ref("right_Row")


def test_a_schema_of_one_service_that_refers_to_a_renamed_one_keeps_its_name() -> None:
    left = document("left", query("a", "Page"), Page={"items": ref("Row")}, Row={"type": "string"})
    right = document("right", query("b", "Row"), Row={"type": "integer"})
    whole = merged(OWN, {"left": left, "right": right})
    assert answer_of(whole, "/queries/a") == "Page"
    assert whole["components"]["schemas"]["Page"]["items"] == ref("left_Row")


def test_an_operation_keeps_its_roles_and_is_tagged_with_its_service() -> None:
    whole = merged(OWN, {"left": document("left", query("a", "Problem", ["coordinator"]), Problem=PROBLEM)})
    found = whole["paths"]["/queries/a"]["get"]
    assert (found["operationId"], found["x-roles"], found["tags"]) == ("a", ["coordinator"], ["left"])
    assert [tag["name"] for tag in whole["tags"]] == ["gateway", "left"]


def test_every_operation_needs_a_token_but_one_without_roles() -> None:
    whole = merged(OWN, {"left": document("left", query("a", "Problem"), Problem=PROBLEM)})
    assert whole["security"] == [{"bearer": []}]
    assert whole["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"
    assert whole["paths"]["/commands/sign_in"]["post"]["security"] == []
    assert "security" not in whole["paths"]["/queries/a"]["get"]


def test_a_path_that_is_not_passed_on_is_not_promised() -> None:
    paths = query("a", "Problem") | {"/other": {"get": operation("other", "Problem", [])}}
    whole = merged(OWN, {"left": document("left", paths, Problem=PROBLEM)})
    assert set(whole["paths"]) == {"/commands/sign_in", "/queries/a"}


def test_the_parts_stay_as_they_were() -> None:
    left = document("left", query("a", "Row"), Row={"type": "string"})
    right = document("right", query("b", "Row"), Row={"type": "integer"})
    before = copy.deepcopy((left, right))
    merged(OWN, {"left": left, "right": right})
    assert (left, right) == before


def test_each_path_has_one_owner() -> None:
    left = document("left", query("a", "Problem"))
    right = document("right", query("b", "Problem"))
    assert owners({"left": left, "right": right}) == {"/queries/a": "left", "/queries/b": "right"}


def test_two_services_may_not_offer_the_same_operation() -> None:
    left = document("left", query("a", "Problem"))
    with pytest.raises(TwoOwners, match="a: left and right"):
        owners({"left": left, "right": left})


def test_an_operation_id_may_not_be_a_query_here_and_a_command_there() -> None:
    left = document("left", query("a", "Problem"))
    right = document("right", {"/commands/a": {"post": operation("a", "Problem", ["admin"])}})
    with pytest.raises(TwoOwners, match="a: left and right"):
        owners({"left": left, "right": right})


def test_a_service_without_schemas_is_merged_too() -> None:
    bare = document("bare", {})
    del bare["components"]
    assert set(merged(OWN, {"bare": bare})["components"]["schemas"]) == {"Token"}
