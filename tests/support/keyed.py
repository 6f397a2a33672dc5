"""Commands need an Idempotency-Key: a client that gives each request one of its own, unless the test names it."""

from uuid import uuid4

from httpx import Request


async def with_key(request: Request) -> None:
    """An event hook of httpx: `AsyncClient(event_hooks={"request": [with_key]})`."""
    if request.method == "POST":
        request.headers.setdefault("Idempotency-Key", str(uuid4()))


HOOKS = {"request": [with_key]}
