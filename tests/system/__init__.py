"""The whole system as processes, and what is left of it when parts are killed."""
