"""All routes of the pages of activities, in the order in which paths are tried."""

from fastapi import APIRouter

from services.gateway.pages.activities import (
    activity,
    attendance,
    certificates,
    correcting,
    enrolling,
    planning,
    printing,
    scheduling,
    settling,
)

router = APIRouter()
for part in (planning, activity, scheduling, enrolling, certificates, printing, settling, attendance, correcting):
    router.include_router(part.router)
