"""Pages of activities: the plan, who has a place, attendance lists and certificates."""
