"""The addresses of all pages and forms, and which route answers one."""

from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.routing import compile_path

from services.gateway.pages.app import add_pages


def routes() -> list[tuple[str, str]]:
    """Method and path of every page and form, in the order in which they are tried."""
    app = FastAPI()
    add_pages(app)
    found = [(one.original_route, one.path or "") for one in iter_route_contexts(app.routes)]
    return [(method, path) for route, path in found if isinstance(route, APIRoute) for method in sorted(route.methods or ())]


ROUTES = [(method, path, compile_path(path)[0]) for method, path in routes() if path != "/static/htmx.js"]
FORM_ROUTES = frozenset(path for method, path, _ in ROUTES if method == "POST")


def route_of(method: str, path: str) -> str:
    """The route that answers an address; the address itself where it is none of ours, such as a query."""
    return next((route for verb, route, pattern in ROUTES if verb == method and pattern.match(path)), path)
