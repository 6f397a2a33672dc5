"""Personal data of a project: until when it is kept and why, what stops that, and its erasure by two people."""

from fastapi import APIRouter

from services.gateway.pages.protection import erasing, overview, retaining

router = APIRouter()
for part in (retaining, erasing, overview):
    router.include_router(part.router)
