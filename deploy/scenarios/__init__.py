"""Scenarios: whole projects as dated steps, made from a seed, with expectations worked out apart from the services."""
