"""Every page in all its states: what the test of accessibility walks through. A page that is not listed fails it."""

from tests.browser.states import activities, desk, door, money, people, protection, recruitment, reports
from tests.browser.states.state import State, States

PARTS = (door, desk, recruitment, people, protection, activities, money, reports)
STATES: States = {route: states for part in PARTS for route, states in part.STATES.items()}
NOT_PAGES = frozenset(
    {
        "/session",
        "/language/{language}",
        "/look/{choice}",
        "/sign-out",
        "/audit/history.csv",
        "/projects/{project}/reports/draft.{kind}",
        "/projects/{project}/reports/submitted/{report}/{number}.{kind}",
        "/sessions/{session}/attendance/settle",
    }
)
"""Addresses that answer with no page of their own."""
__all__ = ["NOT_PAGES", "STATES", "State"]
