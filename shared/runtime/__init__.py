"""Floor 7: a running service; settings, logs, health, start and stop."""
