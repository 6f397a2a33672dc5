"""Pages about a person: finding, the card with its tabs, correcting, the contract and what follows, entries that are one."""

from fastapi import APIRouter

from services.gateway.pages.people import card, correcting, family, finding, history, merging, participating, requests

router = APIRouter()
for part in (finding, requests, correcting, family, merging, history, card, participating):
    router.include_router(part.router)
